import type { Page } from '@playwright/test'
import { claimTokens, connectWallet, expectDone } from './support/actions'
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
