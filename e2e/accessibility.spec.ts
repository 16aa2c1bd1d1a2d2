import { expectNoSidewaysScroll, expectNoViolationsInBothSchemes, screens } from './support/accessibility'
import { connectWallet } from './support/actions'
import { expect, test } from './support/fixtures'

const pages = [
  '/trade',
  '/portfolio',
  `/portfolio/0x${'1'.repeat(40)}`,
  '/portfolio/nobody',
  '/earn',
  '/insurance',
  '/risk',
  '/no-such-page',
]

for (const { name, viewport } of screens) {
  test.describe(name, () => {
    test.use({ viewport })

    for (const path of pages) {
      test(`${path} has no accessibility violation, light or dark, and does not scroll sideways`, async ({ page }) => {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
        await expectNoViolationsInBothSchemes(page)
        await expectNoSidewaysScroll(page)
      })
    }

    for (const path of ['/trade', '/portfolio', '/earn', '/insurance']) {
      test(`${path} with a wallet connected: the same`, async ({ page, wallet }) => {
        await page.goto(path)
        await connectWallet(page, wallet)
        await expectNoViolationsInBothSchemes(page)
        await expectNoSidewaysScroll(page)
      })
    }
  })
}

test('every control of the trade page can be reached and seen with the keyboard', async ({ page }) => {
  await page.goto('/trade')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  const seen = new Set<string>()
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    seen.add(await page.evaluate(() => document.activeElement?.textContent ?? ''))
  }
  expect([...seen]).toContain('Connect wallet')
})
