import type { Page } from '@playwright/test'
import { claimTokens, connectWallet, exactOf, expectDone, fillTicket, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

const unit = 10n ** 18n
const deposit = 10n * unit

/** The profit that the page shows, in USD. */
async function shownProfit(page: Page): Promise<number> {
  const text = await page.getByTestId('position-pnl').getAttribute('data-value')
  if (text === null) throw new Error('The page does not know the profit yet.')
  return Number(text)
}

async function depositMargin(page: Page, amount: string): Promise<void> {
  await page.getByTestId('margin-deposit').click()
  await page.getByTestId('margin-deposit-amount').fill(amount)
  await page.getByTestId('margin-deposit-submit').click()
  await expectDone(page)
}

async function withdrawEverything(page: Page): Promise<void> {
  await page.getByTestId('margin-withdraw').click()
  await page.getByTestId('margin-withdraw-max').click()
  await page.getByTestId('margin-withdraw-submit').click()
  await expectDone(page)
}

for (const { side, asset, size, factor } of [
  { side: 'long', asset: 'BTC', size: '0.05', factor: 1.06 },
  { side: 'short', asset: 'BTC', size: '0.05', factor: 0.94 },
  { side: 'long', asset: 'ETH', size: '0.8', factor: 1.06 },
] as const) {
  test(`${side} ${asset}: faucet, deposit, open, price moves, close, withdraw, in figures that agree with the chain`, async ({
    page,
    wallet,
    chain,
    prices,
  }) => {
    test.setTimeout(180_000)
    const me = wallet.address
    await page.goto('/trade')
    await connectWallet(page, wallet)

    await claimTokens(page)
    const given = await chain.tokenBalance(me, 'TSLA')
    expect(given).toBe((await chain.user(me, 'TSLA')).faucetAmount)

    await depositMargin(page, '10')
    expect((await chain.user(me, 'TSLA')).account.cash).toBe(deposit)
    await expect.poll(() => exactOf(page, 'margin-cash')).toBe(deposit)

    await openPosition(page, { side, asset, size })
    const [opened] = await chain.trades(me, 'TSLA')
    expect(opened).toMatchObject({ isPut: side === 'short', quantity: BigInt(Number(size) * 1e6) * 10n ** 12n })
    const { account } = await chain.user(me, 'TSLA')
    expect(account.positions).toHaveLength(1)
    const opening = await chain.rewards(me, 'TSLA')
    expect(opening, 'somebody executed the request').toBeGreaterThan(0n)
    expect(account.cash).toBe(deposit - opened!.cost - opening)
    await expect.poll(() => exactOf(page, 'margin-cash')).toBe(account.cash)
    await expect(page.getByTestId('position-size')).toHaveAttribute('title', size)

    await expect(page.getByTestId('position-pnl')).toHaveText(/\$/, { timeout: 30_000 })
    const before = await shownProfit(page)
    await prices.shock(asset, factor)
    try {
      await expect.poll(() => shownProfit(page), { timeout: 20_000 }).toBeGreaterThan(before + 20)
      await page.getByTestId('position-close').click()
      const promised = await exactOf(page, 'close-proceeds')
      await page.getByTestId('close-submit').click()
      await expectDone(page)
      const [, closed] = await chain.trades(me, 'TSLA')
      expect(closed!.quantity).toBe(-opened!.quantity)
      // What was promised is paid but for what the price did until the block.
      expect(Number(-closed!.cost)).toBeGreaterThan(Number(promised) * 0.95)
      await expect(page.getByTestId('positions-empty')).toBeVisible()

      const trades = await chain.trades(me, 'TSLA')
      const traded = trades.reduce((sum, { cost, funding }) => sum + cost + funding, 0n)
      const paid = traded + (await chain.rewards(me, 'TSLA'))
      const { account: flat } = await chain.user(me, 'TSLA')
      expect(flat.cash).toBe(deposit - paid)
      await expect.poll(() => exactOf(page, 'margin-cash')).toBe(flat.cash)

      await withdrawEverything(page)
      expect((await chain.user(me, 'TSLA')).account.cash).toBe(0n)
      expect(await chain.tokenBalance(me, 'TSLA')).toBe(given - paid)
      expect(paid, 'the move was worth more than the costs').toBeLessThan(0n)
    } finally {
      await prices.shock(asset, 1 / factor)
    }
  })
}

test('a first trade in one transaction: the margin is paid in by a signature, without an approval', async ({
  page,
  wallet,
  chain,
}) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  const sent = wallet.count('eth_sendTransaction')
  await openPosition(page, { size: '0.02' })
  expect(wallet.count('eth_signTypedData_v4')).toBe(1)
  expect(wallet.count('eth_sendTransaction')).toBe(sent + 1)
  const { account, clearinghouseAllowance, tokenBalance, faucetAmount } = await chain.user(wallet.address, 'TSLA')
  const [trade] = await chain.trades(wallet.address, 'TSLA')
  expect(account.positions).toHaveLength(1)
  const reward = await chain.rewards(wallet.address, 'TSLA')
  expect(tokenBalance + account.cash + trade!.cost + reward).toBe(faucetAmount)
  expect(clearinghouseAllowance, 'F5: nothing is left approved').toBe(0n)
})

test('the ticket says at which price it is executed and for how much, and the panel what came of it', async ({
  page,
  wallet,
  chain,
}) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId('ticket-execution')).toContainText(
    /next price, 3 s or more after you sign, for at most [\d.]+ \w+ or not at all\. .* \$0\.10/,
  )
  await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open long · pay about /)
  await page.getByTestId('ticket-submit').click()
  const panel = page.getByTestId('transaction')
  await expect(panel).toContainText(/waits for the first price after \d\d:\d\d:\d\d/)
  await expect(page.getByTestId('ticket-submit')).toBeDisabled()
  await expect(panel).toHaveAttribute('data-status', 'done', { timeout: 60_000 })
  await expect(panel).toContainText(/executed, paid [\d.]+ /)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
})

test('a request of another tab: this one says why nothing else can be traded or withdrawn, and follows it', async ({
  page,
  context,
  wallet,
  chain,
  prices,
}) => {
  test.setTimeout(120_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  const other = await context.newPage()
  await other.goto('/trade')
  // It is connected there by itself.
  await expect(other.getByTestId('wallet-address')).toBeVisible()
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open long/)
  // Without a price the request stays open.
  await prices.freeze(['BTC'], true)
  try {
    await page.getByTestId('ticket-submit').click()
    await expect(page.getByTestId('transaction')).toContainText('waits for the first price')
    await expect(other.getByTestId('ticket-submit')).toHaveText('Request under way')
    await expect(other.getByTestId('ticket-submit')).toBeDisabled()
    await other.getByTestId('margin-withdraw').click()
    await other.getByTestId('margin-withdraw-amount').fill('0.01')
    await expect(other.getByTestId('margin-withdraw-submit')).toBeDisabled()
    await other.getByTestId('open-request-follow').click()
    await expect(other.getByTestId('transaction')).toContainText('waits for the first price')
  } finally {
    await prices.freeze(['BTC'], false)
  }
  await expectDone(other)
  await expectDone(page)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(2)
  await expect(other.getByTestId('ticket-submit')).not.toHaveText('Request under way')
})

test('closing in part leaves the rest of the position', async ({ page, wallet, chain }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await openPosition(page, { size: '0.04' })
  await page.getByTestId('position-close').click()
  await page.getByTestId('close-part-50').check({ force: true })
  await page.getByTestId('close-submit').click()
  await expectDone(page)
  const { account } = await chain.user(wallet.address, 'TSLA')
  expect(account.positions.map(({ quantity }) => quantity)).toEqual([unit / 50n])
  await expect(page.getByTestId('position-size')).toHaveAttribute('title', '0.02')
})

test('P2: a connected page reads the chain at most once per block', async ({ page, wallet, environment, chain }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  await page.waitForTimeout(3000)
  let reads = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().startsWith(environment.rpc)) reads += 1
  })
  const forwarded = wallet.forwarded()
  const { blockNumber } = await chain.overview()
  await page.waitForTimeout(10_000)
  const blocks = Number((await chain.overview()).blockNumber - blockNumber)
  expect(reads + wallet.forwarded() - forwarded).toBeLessThanOrEqual(blocks + 1)
})
