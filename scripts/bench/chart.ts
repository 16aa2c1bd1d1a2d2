import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { parseDeployment } from '@/lib/chain/deployment'
import { withPage } from './browser'
import { type Bench, type Figure, median } from './measure'
import { yearOfHours } from './year-of-hours'

const address = `0x${'1'.repeat(40)}`
const times = 7

/** Time from asking for the equity chart of a year of hours until the browser has painted it; the page is the real one. */
export async function measureChart(bench: Bench): Promise<readonly Figure[]> {
  const { urls, deploymentFile } = await bench.stack()
  const [set] = parseDeployment(JSON.parse(readFileSync(deploymentFile, 'utf8'))).sets
  if (set === undefined) throw new Error('The deployment has no set.')
  const milliseconds = await withPage(async (page) => {
    await tellYear(page, set.clearinghouse)
    await page.goto(`${urls.web}/portfolio/${address}`)
    const chart = page.getByTestId('equity-chart')
    await chart.getByRole('slider').waitFor({ timeout: 60_000 })
    const drawn: number[] = []
    for (let i = 0; i < times; i++) {
      await chart.getByRole('button', { name: /show as table/ }).click()
      await chart.getByRole('table').waitFor()
      drawn.push(await page.evaluate<number>(drawAgain))
    }
    return median(drawn)
  })
  return [{ name: 'chart.year.ms', value: milliseconds, unit: 'ms', limit: '<=100' }]
}

/** Answers for the index, which would need a year to have these data. */
export async function tellYear(page: Page, clearinghouse: `0x${string}`): Promise<void> {
  const year = yearOfHours(clearinghouse, Math.floor(Date.now() / 1000))
  const json = { contentType: 'application/json' }
  await page.route('**/api/v1/history/accounts/**', (route) => route.fulfill({ ...json, body: year.account }))
  await page.route('**/api/v1/history/assets/**', (route) => {
    const symbol = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
    return route.fulfill({ ...json, body: year.asset(symbol) })
  })
}

/** Runs in the page, so it is text: from the press on "Chart" until the frame after the one in which it was drawn. */
const drawAgain = `new Promise((resolve) => {
  const button = document.querySelector('[data-testid="equity-chart"] button[aria-label$="show as chart"]')
  const began = performance.now()
  button.click()
  requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => resolve(performance.now() - began)
    channel.port2.postMessage(undefined)
  })
})`
