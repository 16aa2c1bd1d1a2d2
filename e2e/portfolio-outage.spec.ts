import { connectWallet } from './support/actions'
import { expect, test } from './support/fixtures'
import { indexed, tradeAndLook } from './support/portfolio'

test('the index stopped: the page says so, what is held stays live, and the rest comes back', async ({
  page,
  wallet,
  services,
}) => {
  test.setTimeout(240_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await tradeAndLook(page)
  await services.stop('indexer')
  try {
    const status = page.getByTestId('portfolio-history-status')
    await expect(status).toHaveAttribute('data-status', 'unavailable', indexed)
    await expect(status).toHaveText(/cannot be renewed now/)
    await expect(page.getByTestId('portfolio-history').getByText('Trade', { exact: true })).toBeVisible()
    await page.reload()
    await expect(status).toHaveText(/The history cannot be read now/, indexed)
    await expect(page.getByTestId('portfolio-open')).toContainText('0.02 BTC', indexed)
    await expect(page.getByTestId('portfolio-equity')).toHaveText(/\$/)
    await expect(page.getByTestId('portfolio-history-empty')).toHaveText(/comes back by itself/)
  } finally {
    await services.start('indexer')
  }
  await expect(page.getByTestId('portfolio-history').getByText('Trade', { exact: true })).toBeVisible({
    timeout: 90_000,
  })
})
