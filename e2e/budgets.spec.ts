import { countScripts } from '@/scripts/lib/scripts'
import { listRoutes } from '@/scripts/lib/routes'
import { expect, test } from './support/fixtures'

/** Milliseconds without a user in which a page may still ask for code. */
const SETTLE_MS = 1500

test('P3: every page’s first visit loads no more JavaScript than its budget', async ({ browser, environment }) => {
  // Seven pages, each in a browser of its own.
  test.setTimeout(180_000)
  const over: string[] = []
  for (const { name, path, budgetKb } of listRoutes()) {
    const context = await browser.newContext()
    const page = await context.newPage()
    const scripts = countScripts(page)
    await page.goto(`${environment.web}${path}`, { waitUntil: 'load' })
    await page.waitForTimeout(SETTLE_MS)
    const loaded = await scripts()
    await context.close()
    expect(loaded, `${name} loads scripts at all`).toBeGreaterThan(50)
    if (loaded > budgetKb) over.push(`${name}: ${loaded.toFixed(0)} kB of ${budgetKb}`)
  }
  expect(over).toEqual([])
})
