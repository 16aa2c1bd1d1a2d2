import { claimTokens, connectWallet, expectDone } from './support/actions'
import { expect, test } from './support/fixtures'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test('a trade on a phone: the ticket is a sheet, everything is reached by thumb', async ({ page, wallet, chain }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await page.getByTestId('sheet-short').tap()
  await expect(page.getByTestId('ticket-side-short')).toBeChecked()
  await page.getByTestId('ticket-unit').selectOption('units')
  await page.getByTestId('ticket-amount').fill('0.02')
  const submit = page.getByTestId('ticket-submit')
  await expect(submit).toHaveText(/^Open short · pay /)
  await submit.scrollIntoViewIfNeeded()
  const box = await submit.boundingBox()
  expect(box?.height, 'large enough for a thumb').toBeGreaterThanOrEqual(36)
  await submit.tap()
  await expectDone(page)
  await page.getByTestId('sheet-close').tap()
  await expect(page.getByTestId('position-size')).toBeVisible()
  expect((await chain.trades(wallet.address, 'TSLA'))[0]?.isPut).toBe(true)
})

test('what is typed into the sheet stays there while prices tick', async ({ page }) => {
  await page.goto('/trade')
  await page.getByTestId('sheet-long').tap()
  const amount = page.getByTestId('ticket-amount')
  await amount.clear()
  await amount.pressSequentially('12345', { delay: 500 })
  await expect(amount).toHaveValue('12345')
  await expect(amount).toBeFocused()
})
