import { problemAnswer } from './support/answers'
import { claimTokens, connectWallet, expectDone, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

const token = 10n ** 18n

test('the index stopped: pages say so, the rest works; started again, the history comes back', async ({
  page,
  wallet,
  chain,
  request,
  services,
}) => {
  test.setTimeout(240_000)
  await services.stop('indexer')
  try {
    const response = await request.get('/api/v1/history/pools/TSLA')
    expect(response.status()).toBe(503)
    expect(problemAnswer.parse(await response.json()).status).toBe(503)

    await page.goto('/trade')
    await connectWallet(page, wallet)
    await claimTokens(page)
    await openPosition(page, { size: '0.02' })
    expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)

    await page.goto('/earn')
    await expect(page.getByTestId('history-unavailable').first()).toContainText('cannot be read now')
    await expect(page.getByTestId('pool-share-price')).toHaveText(/\d/)
    await page.getByTestId('pool-deposit-amount').fill('1')
    await page.getByTestId('pool-deposit-submit').click()
    await expectDone(page)
    expect((await chain.user(wallet.address, 'TSLA')).poolSharesValue).toBeGreaterThan((99n * token) / 100n)

    await page.goto('/portfolio')
    await expect(page.getByText(/cannot be read now/).first()).toBeVisible()
    await page.goto('/insurance')
    await expect(page.getByTestId('keepers-unavailable')).toBeVisible()
  } finally {
    await services.start('indexer')
  }
  await page.goto('/earn')
  await expect(page.getByTestId('history-unavailable')).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByTestId('share-price')).toContainText('Tokens per share', { timeout: 60_000 })
})
