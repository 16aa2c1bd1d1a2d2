import { expectNoPageScroll, expectNoSidewaysScroll, expectNoViolations, screens } from './support/accessibility'
import { claimTokens, connectWallet, expectDone, fillTicket } from './support/actions'
import { expect, test } from './support/fixtures'

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
      await expect(page.getByTestId('transaction')).toHaveAttribute('data-status', 'done', { timeout: 60_000 })
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
