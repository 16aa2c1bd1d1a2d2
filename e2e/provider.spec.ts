import type { Page } from '@playwright/test'
import { newDiary } from '@/scripts/crowd/diary'
import { LiveCrowd } from '@/scripts/crowd/live'
import { gatherCrowd } from '@/scripts/crowd/people'
import { Prices } from '@/scripts/crowd/prices'
import { formatAmount } from '@/lib/core/format'
import { claimTokens, connectWallet, expectDone } from './support/actions'
import type { Chain } from './support/chain'
import type { Environment } from './support/environment'
import { expect, test } from './support/fixtures'

const token = 10n ** 18n
/** Pool shares have six decimals more than the token. */
const share = 10n ** 24n
/** Another crowd than a demo's on the same chain. */
const SEED = 77

/** Simulated people who hold TSLA, with ether for gas. */
async function inviteTraders({ rpc, prices, deployment }: Environment, chain: Chain) {
  const people = gatherCrowd(SEED).filter(
    ({ stock, habit }) => stock === 'TSLA' && ['buyer', 'combiner'].includes(habit),
  )
  for (const { account } of people) await chain.giveEther(account.address)
  const { blockTime } = await chain.overview()
  const diary = newDiary(SEED, Number(blockTime), gatherCrowd(SEED).length)
  const crowd = new LiveCrowd({ rpcUrl: rpc, prices: new Prices(prices), deployment, diary })
  return { trade: () => crowd.act(people) }
}

async function sharePrice(chain: Chain): Promise<bigint> {
  const { sets } = await chain.overview()
  const { totalAssets, totalShares } = sets.find(({ symbol }) => symbol.endsWith('TSLA'))!.pool
  return (totalAssets * share) / totalShares
}

/** The page shows one of the chain's own figures of the moment: a block may pass between the two readings. */
async function expectSharePriceOfChain(page: Page, chain: Chain): Promise<void> {
  await expect(async () => {
    const before = await sharePrice(chain)
    const shown = await page.getByTestId('pool-share-price').innerText()
    const after = await sharePrice(chain)
    const text = (price: bigint) => formatAmount(price, { digits: 6, fixed: true })
    expect([text(before), text(after)]).toContain(shown.trim())
  }).toPass({ timeout: 30_000 })
}

test('Earn: deposit, others trade, the share price moves as on chain, and withdrawing brings what was shown', async ({
  page,
  wallet,
  chain,
  environment,
}) => {
  test.setTimeout(180_000)
  const me = wallet.address
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  const held = await chain.tokenBalance(me, 'TSLA')

  await page.goto('/earn')
  await page.getByTestId('pool-deposit-amount').fill('20')
  await page.getByTestId('pool-deposit-submit').click()
  await expectDone(page)
  const { poolShares } = await chain.user(me, 'TSLA')
  expect(await chain.tokenBalance(me, 'TSLA')).toBe(held - 20n * token)
  await expectSharePriceOfChain(page, chain)
  const priceBefore = await sharePrice(chain)

  const traders = await inviteTraders(environment, chain)
  await traders.trade()
  expect(await traders.trade(), 'somebody has opened a position').toBeGreaterThan(0)
  expect(await sharePrice(chain)).not.toBe(priceBefore)
  await expectSharePriceOfChain(page, chain)

  await page.getByTestId('pool-redeem-amount').locator('..').getByRole('button', { name: 'Max' }).click()
  const preview = page.getByTestId('pool-redeem-preview')
  await expect(preview).toContainText('You receive')
  const { poolSharesValue } = await chain.user(me, 'TSLA')
  await page.getByTestId('pool-redeem-submit').click()
  await expectDone(page)
  const after = await chain.user(me, 'TSLA')
  const received = (await chain.tokenBalance(me, 'TSLA')) - (held - 20n * token)
  expect(poolShares).toBeGreaterThan(0n)
  expect(after.poolShares, 'nothing stays behind').toBe(0n)
  // Prices may have moved in the blocks between.
  expect(received).toBeGreaterThan((poolSharesValue * 99n) / 100n)
  expect(received).toBeLessThan((poolSharesValue * 101n) / 100n)
})
