import type { Page } from '@playwright/test'
import type { Chain } from './support/chain'
import { claimTokens, connectWallet, expectDone, fillTicket, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

/** The price of BTC on chain times a factor, as somebody types it. */
async function priceTimes(chain: Chain, factor: number): Promise<string> {
  const asset = (await chain.overview()).assets.find(({ symbol }) => symbol === 'BTC')
  if (!asset) throw new Error('There is no BTC.')
  return ((Number(asset.price.value / 10n ** 16n) / 100) * factor).toFixed(0)
}

async function countPositions(chain: Chain, address: `0x${string}`): Promise<number> {
  return (await chain.user(address, 'TSLA')).account.positions.length
}

async function fillOrder(page: Page, at: string): Promise<void> {
  await fillTicket(page, { size: '0.03' })
  await page.getByTestId('ticket-when-price').check({ force: true })
  await page.getByTestId('order-at').fill(at)
  await expect(page.getByTestId('ticket-submit')).toHaveText(/^Sign · trade when BTC is at or below/)
}

test('an order waits for its price, is carried out by the keeper, and its position is closed by a stop-loss', async ({
  page,
  wallet,
  chain,
  prices,
}) => {
  test.setTimeout(210_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await fillOrder(page, await priceTimes(chain, 0.98))
  await page.getByTestId('ticket-submit').click()
  await expectDone(page)
  await page.getByTestId('tab-open').click()
  await expect(page.getByTestId('order-row')).toHaveAttribute('data-status', 'open')
  expect(await countPositions(chain, wallet.address)).toBe(0)

  await prices.shock('BTC', 0.97)
  try {
    await expect.poll(() => countPositions(chain, wallet.address), { timeout: 60_000 }).toBe(1)
    await page.getByTestId('tab-past').click()
    await expect(page.getByTestId('order-row')).toHaveAttribute('data-status', 'executed', { timeout: 20_000 })
    await page.getByTestId('tab-positions').click()
    await page.getByTestId('position-exit').click()
    await page.getByTestId('exit-loss').fill(await priceTimes(chain, 0.985))
    const asked = wallet.count('eth_sendTransaction')
    await page.getByTestId('exit-submit').click()
    await expectDone(page)
    expect(wallet.count('eth_sendTransaction'), 'the permission is given once').toBe(asked)
    await prices.shock('BTC', 0.97)
    await expect.poll(() => countPositions(chain, wallet.address), { timeout: 60_000 }).toBe(0)
    await expect(page.getByTestId('positions-empty')).toBeVisible()
  } finally {
    await prices.shock('BTC', 1 / 0.97 ** 2)
  }
})

test('orders: refused in the wallet nothing is kept; cancelled they are void', async ({ page, wallet, chain }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  await page.getByTestId('position-exit').click()
  const low = await priceTimes(chain, 0.8)
  await page.getByTestId('exit-profit').fill(low)
  await expect(page.getByTestId('exit-submit')).toBeDisabled()
  await page.getByTestId('exit-profit').fill('')
  await page.getByTestId('exit-loss').fill(low)
  wallet.refuseNext()
  await page.getByTestId('exit-submit').click()
  const panel = page.getByTestId('transaction')
  await expect(panel.getByTestId('transaction-failure')).toContainText('You refused')
  await panel.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByTestId('tab-open').click()
  await expect(page.getByTestId('orders-empty')).toContainText('No orders')

  await page.getByTestId('tab-positions').click()
  await page.getByTestId('position-exit').click()
  await page.getByTestId('exit-loss').fill(low)
  await page.getByTestId('exit-submit').click()
  await expectDone(page)
  await page.getByTestId('tab-open').click()
  await page.getByTestId('order-cancel').click()
  await expectDone(page)
  await page.getByTestId('tab-past').click()
  await expect(page.getByTestId('order-row')).toHaveAttribute('data-status', 'cancelled', { timeout: 20_000 })
})
