import { withPage } from './browser'
import type { Bench, Figure } from './measure'

/** Milliseconds without a user in which a page may still ask for code. */
const settleMs = 5000

/** All JavaScript that /trade loads before anybody connects, as transferred (gzip), in thousands of bytes. */
export async function measureScripts(bench: Bench): Promise<readonly Figure[]> {
  const { urls } = await bench.stack()
  const bytes = await withPage(async (page) => {
    const sizes: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script')
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(`${urls.web}/trade`, { waitUntil: 'load' })
    await page.waitForTimeout(settleMs)
    const settled = await Promise.all(sizes)
    return settled.reduce((sum, size) => sum + size, 0)
  })
  return [{ name: 'web.trade.js.kb', value: bytes / 1000, unit: 'kB', limit: '<=320' }]
}
