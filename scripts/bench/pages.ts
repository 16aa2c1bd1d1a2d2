import type { Browser, Page } from '@playwright/test'
import type { Figure } from '@/scripts/lib/figures'
import { countScripts } from '@/scripts/lib/scripts'
import { type Route, listRoutes } from '@/scripts/lib/routes'
import { withBrowser } from './browser'
import { type Bench, median, note } from './measure'

/** What each page costs a visitor: JavaScript, time to its largest content, and whether it stays still while it is watched. */

const LOADS = 5
/** Milliseconds in which a page may still ask for code, and arrange itself. */
const SETTLE_MS = 5000
const WATCH_MS = 30_000
/** On a busy machine a page may take long; what it takes is measured all the same. */
const PATIENCE_MS = 120_000

export async function measurePages(bench: Bench): Promise<readonly Figure[]> {
  const { urls } = await bench.settledStack()
  const routes = listRoutes()
  return withBrowser(async (browser) => {
    const paints: Figure[] = []
    // One at a time: two would take the time from each other.
    for (const route of routes) paints.push(await measurePaint(browser, urls.web, route))
    const watched = await Promise.all(routes.map((route) => watch(browser, urls.web, route)))
    return [...watched.map(({ scripts }) => scripts), ...paints, ...watched.map(({ shift }) => shift)]
  })
}

/** Median time of several first visits until the largest content stands. */
async function measurePaint(browser: Browser, base: string, { name, path }: Route): Promise<Figure> {
  const times: number[] = []
  const elements = new Set<string>()
  for (let i = 0; i < LOADS; i++) {
    times.push(
      await visit(browser, async (page) => {
        await page.goto(`${base}${path}`, { waitUntil: 'load' })
        await page.waitForTimeout(1000)
        const { time, element } = await page.evaluate<{ time: number; element: string }>(largestPaint)
        elements.add(element)
        return time
      }),
    )
  }
  const all = times.map((time) => time.toFixed(0)).join(', ')
  note(`${path}: largest content (${[...elements].join(', ')}) after ${all} ms`)
  return { name: `web.${name}.lcp.ms`, value: Math.round(median(times)), unit: 'ms', limit: '<=1000' }
}

async function watch(
  browser: Browser,
  base: string,
  { name, path, budgetKb }: Route,
): Promise<{ readonly scripts: Figure; readonly shift: Figure }> {
  return visit(browser, async (page) => {
    const scripts = countScripts(page)
    await page.goto(`${base}${path}`, { waitUntil: 'load' })
    await page.waitForTimeout(SETTLE_MS)
    const loaded = await scripts()
    await page.evaluate(observeShifts)
    await page.waitForTimeout(WATCH_MS)
    const { sum, moved } = await page.evaluate<{ sum: number; moved: string[] }>('window.benchShifts')
    if (moved.length > 0) note(`${path} has moved: ${moved.slice(0, 5).join('; ')}`)
    return {
      scripts: { name: `web.${name}.js.kb`, value: loaded, unit: 'kB', limit: `<=${budgetKb}` },
      shift: { name: `web.${name}.cls.idle`, value: sum, unit: 'shift', limit: '<=0' },
    }
  })
}

/** A first visit: nothing is in the cache. */
async function visit<Result>(browser: Browser, use: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    return await use(page)
  } finally {
    await context.close()
  }
}

// What runs in the page is text: what compiles this file adds helpers that the page does not have.

const nameOf = `(node) => {
  const element = node instanceof Element ? node : node?.parentElement
  return element?.closest('[data-testid]')?.dataset.testid ?? element?.id ?? element?.tagName ?? 'something gone'
}`

const largestPaint = `new Promise((resolve) => {
  const nameOf = ${nameOf}
  new PerformanceObserver((list) => {
    const last = list.getEntries().at(-1)
    resolve({ time: last.startTime, element: nameOf(last.element) })
  }).observe({ type: 'largest-contentful-paint', buffered: true })
})`

const observeShifts = `(() => {
  window.benchShifts = { sum: 0, moved: [] }
  const nameOf = ${nameOf}
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.benchShifts.sum += entry.value
      for (const { node } of entry.sources ?? []) window.benchShifts.moved.push(String(nameOf(node)))
    }
  }).observe({ type: 'layout-shift' })
})()`
