import type { Page } from '@playwright/test'
import { chainPrice } from '@/lib/chain/market-inputs'
import { poolStateOf } from '@/lib/chain/pool-state'
import { governedStressLoss, NO_STRESS, stressTest } from '@/lib/core/risk'
import { claimTokens, connectWallet, expectDone, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

const unit = 10n ** 18n

async function send(page: Page, form: string, amount: string): Promise<void> {
  await page.getByTestId(`${form}-amount`).fill(amount)
  await page.getByTestId(`${form}-submit`).click()
  await expectDone(page)
}

test.beforeEach(async ({ page, wallet }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
})

test('Earn: deposit and withdraw, in figures that agree with the chain', async ({ page, wallet, chain }) => {
  const me = wallet.address
  const held = await chain.tokenBalance(me, 'TSLA')
  await page.goto('/earn')
  await expect(page.getByTestId('pool-share-price')).toHaveText(/\d/)
  await expect(page.getByTestId('pool-utilisation')).toHaveText(/%/)
  await page.getByTestId('pool-deposit-amount').fill('5')
  await expect(page.getByTestId('pool-deposit-preview')).toContainText(/You receive(, about)?\s*[45](\.\d+)? shares/)
  await send(page, 'pool-deposit', '5')
  const { poolShares, poolSharesValue, mainPoolAllowance } = await chain.user(me, 'TSLA')
  expect(await chain.tokenBalance(me, 'TSLA')).toBe(held - 5n * unit)
  expect(poolShares).toBeGreaterThan(0n)
  expect(poolSharesValue).toBeLessThanOrEqual(5n * unit)
  expect(poolSharesValue).toBeGreaterThan((499n * unit) / 100n)
  expect(mainPoolAllowance, 'F5: approved exactly what was deposited').toBe(0n)
  await expect(page.getByTestId('pool-mine')).toHaveText(/^4\.99|^5/)

  await page.getByLabel(/^Withdraw/).fill('')
  await page.getByTestId('pool-redeem-amount').locator('..').getByRole('button', { name: 'Max' }).click()
  await page.getByTestId('pool-redeem-submit').click()
  await expectDone(page)
  const after = await chain.user(me, 'TSLA')
  expect(after.poolShares).toBe(0n)
  expect(await chain.tokenBalance(me, 'TSLA')).toBeGreaterThan(held - unit / 50n)
})

test('Earn: with positions open, entering and leaving are asked for and executed at the next price', async ({
  page,
  wallet,
  chain,
}) => {
  test.setTimeout(150_000)
  const me = wallet.address
  await openPosition(page, { size: '0.02' })
  const held = await chain.tokenBalance(me, 'TSLA')
  await page.goto('/earn')
  await page.getByTestId('pool-deposit-amount').fill('5')
  await expect(page.getByTestId('pool-deposit-preview')).toContainText('For whoever executes it')
  await page.getByTestId('pool-deposit-submit').click()
  await expect(page.getByTestId('transaction')).toContainText(/waits for the first price after \d\d:\d\d:\d\d/)
  await expectDone(page)
  const entered = await chain.user(me, 'TSLA')
  expect(await chain.tokenBalance(me, 'TSLA')).toBe(held - 5n * unit)
  expect(entered.maxRedeem, 'the contract sells nothing at once').toBe(0n)
  expect(entered.poolSharesValue).toBeGreaterThan((499n * unit) / 100n)

  await page.getByTestId('pool-redeem-amount').locator('..').getByRole('button', { name: 'Max' }).click()
  await expect(page.getByTestId('pool-redeem-preview')).toContainText('You receive, about')
  await page.getByTestId('pool-redeem-submit').click()
  await expectDone(page)
  expect((await chain.user(me, 'TSLA')).poolShares, 'nothing stays behind').toBe(0n)
  expect(await chain.tokenBalance(me, 'TSLA')).toBeGreaterThan(held - unit / 50n)
})

test('Earn: the losses shown are those of the contracts’ own formulas (C11)', async ({ page, chain }) => {
  await openPosition(page, { size: '0.2' })
  const overview = await chain.overview()
  const set = overview.sets.find(({ symbol }) => symbol.endsWith('TSLA'))!
  const state = poolStateOf(overview, set, (asset) => chainPrice(overview, asset))!
  const now = stressTest(state)(NO_STRESS)
  expect(governedStressLoss(state)).toBe(set.pool.stressLoss)
  expect(now.liability).toBe(set.pool.liability)
  expect(now.assets).toBe(set.pool.totalAssets)

  await page.goto('/earn')
  const table = page.getByTestId('worst-case')
  await table.getByTestId('worst-case-amount').fill('100')
  const cells = table.getByRole('row', { name: /^\+40 %/ }).getByRole('cell')
  await expect(cells).toHaveCount(4)
  const upBy40 = { ...NO_STRESS, assetMove: 4n * 10n ** 17n, volatilityFactor: 15n * 10n ** 17n }
  const { loss, assets } = stressTest({ ...state, cash: state.cash + 100n * unit })(upBy40)
  const expected = (-100 * Number(loss)) / Number(assets + loss)
  const shown = Number((await cells.first().innerText()).split('\n')[0]!.replace('−', '-').replace('+', ''))
  // Prices move on between the two readings.
  expect(Math.abs(shown - expected)).toBeLessThan(0.02 + Math.abs(expected) * 0.15)
})

test('Insurance: stake and request a withdrawal, which opens after the cooldown', async ({ page, wallet, chain }) => {
  const me = wallet.address
  await page.goto('/insurance')
  await expect(page.getByTestId('insurance-assets')).toHaveText(/\d/)
  await send(page, 'stake', '3')
  const staked = await chain.user(me, 'TSLA')
  expect(staked.insuranceSharesValue).toBeGreaterThan((299n * unit) / 100n)
  await page.getByTestId('request-unstake-amount').locator('..').getByRole('button', { name: 'Max' }).click()
  await page.getByTestId('request-unstake-submit').click()
  await expectDone(page)
  const { requestedShares, requestOpensAt } = await chain.user(me, 'TSLA')
  const { blockTime } = await chain.overview()
  expect(requestedShares).toBe(staked.insuranceShares)
  const wait = Number(requestOpensAt - blockTime)
  expect(wait).toBeGreaterThan(7 * 86_400 - 120)
  expect(wait).toBeLessThanOrEqual(7 * 86_400)
})
