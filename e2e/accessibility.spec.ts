import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { claimTokens, connectWallet, expectDone, fillTicket } from './support/actions'
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
const screens = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
] as const

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const words = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`)
  expect(words).toEqual([])
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, screen } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }))
  expect(content).toBeLessThanOrEqual(screen)
}

/** On a desktop the trade page's panes scroll, the page itself does not. */
async function expectNoPageScroll(page: Page): Promise<void> {
  const { content, screen } = await page.evaluate(() => ({
    content: document.documentElement.scrollHeight,
    screen: document.documentElement.clientHeight,
  }))
  expect(content).toBeLessThanOrEqual(screen)
}

for (const { name, viewport } of screens) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme })

      for (const path of pages) {
        test(`${path} has no accessibility violation and does not scroll sideways`, async ({ page }) => {
          await page.goto(path)
          await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
          await expectNoViolations(page)
          await expectNoSidewaysScroll(page)
        })
      }

      for (const path of ['/trade', '/portfolio', '/earn', '/insurance']) {
        test(`${path} with a wallet connected: the same`, async ({ page, wallet }) => {
          await page.goto(path)
          await connectWallet(page, wallet)
          await expectNoViolations(page)
          await expectNoSidewaysScroll(page)
        })
      }
    })
  }
}

for (const { name, viewport } of screens) {
  test.describe(`${name}, with a position`, () => {
    test.use({ viewport })

    test('the position, its parts, the closing dialogue, the ticket and a finished transaction: the same', async ({
      page,
      wallet,
    }) => {
      await page.goto('/trade')
      await connectWallet(page, wallet)
      await claimTokens(page)
      if (name === 'phone') await page.getByTestId('sheet-long').click()
      await fillTicket(page, { size: '0.02' })
      await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open long/)
      await page.getByTestId('ticket-advanced').locator('summary').click()
      await expectNoViolations(page)
      await page.getByTestId('ticket-submit').click()
      await expect(page.getByTestId('transaction')).toHaveAttribute('data-status', 'done', { timeout: 30_000 })
      await expectNoViolations(page)
      await expectDone(page)
      if (name === 'phone') await page.getByTestId('sheet-close').click()
      await expect(page.getByTestId('position-pnl')).toHaveText(/\$/, { timeout: 30_000 })
      await page.getByText('Parts', { exact: true }).click()
      await expectNoViolations(page)
      await expectNoSidewaysScroll(page)
      await page.getByTestId('position-close').click()
      await expect(page.getByTestId('close-dialog')).toBeVisible()
      await expectNoViolations(page)
      await expectNoSidewaysScroll(page)
    })
  })
}

for (const { name, viewport } of screens) {
  test(`${name}: the advanced ticket, an order's fields, the exits and the account's health: the same`, async ({
    page,
    wallet,
  }) => {
    await page.setViewportSize(viewport)
    await page.goto('/trade')
    await connectWallet(page, wallet)
    await claimTokens(page)
    if (name === 'phone') await page.getByTestId('sheet-long').click()
    await page.getByTestId('ticket-mode-advanced').check({ force: true })
    await page.getByTestId('combo-strategy').selectOption('custom')
    await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open/)
    await expectNoViolations(page)
    await page.getByTestId('ticket-when-price').check({ force: true })
    await expectNoViolations(page)
    await page.getByTestId('ticket-when-now').check({ force: true })
    await page.getByTestId('ticket-submit').click()
    await expectDone(page)
    if (name === 'phone') await page.getByTestId('sheet-close').click()
    await expect(page.getByTestId('account-health')).toBeVisible()
    if (name === 'desktop') await expectNoPageScroll(page)
    await expectNoViolations(page)
    await expectNoSidewaysScroll(page)
    await page.getByTestId('tab-open').click()
    await expect(page.getByTestId('orders-empty')).toBeVisible()
    await expectNoViolations(page)
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
