import { claimTokens, connectWallet, expectDone, fillTicket } from './support/actions'
import { expect, test } from './support/fixtures'

const submit = 'ticket-submit'

test('F8: a price past its limit disables opening and shows its age; trading returns with the price', async ({
  page,
  wallet,
  prices,
}) => {
  test.setTimeout(180_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await prices.freeze(['BTC'], true)
  try {
    await fillTicket(page, { size: '0.02' })
    await expect(page.getByTestId(submit)).toHaveText('Price too old', { timeout: 90_000 })
    await expect(page.getByTestId(submit)).toBeDisabled()
    await expect(page.getByTestId('ticket-hint')).toContainText(/price of BTC is .* old/)
    await expect(page.getByTestId('market-index-price')).toHaveText(/\$[\d,]+/)
    // The other market goes on.
    await fillTicket(page, { asset: 'ETH', size: '0.2' })
    await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  } finally {
    await prices.freeze(['BTC'], false)
  }
  await fillTicket(page, { asset: 'BTC', size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/, { timeout: 20_000 })
})

test('the keeper off: one executes one’s request oneself; on again, it brings the chain up to date', async ({
  page,
  wallet,
  services,
  chain,
}) => {
  test.setTimeout(150_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await services.stop('keeper')
  try {
    await page.waitForTimeout(5000)
    await fillTicket(page, { size: '0.02' })
    await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
    await page.getByTestId(submit).click()
    await page.getByTestId('transaction-offer').click({ timeout: 60_000 })
    await expectDone(page)
    expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
  } finally {
    await services.start('keeper')
  }
  // A stock that no trade has used is the keeper's to bring.
  const spy = (await chain.overview()).assets.find(({ symbol }) => symbol === 'SPY')
  await expect
    .poll(async () => (await chain.overview()).assets.find(({ symbol }) => symbol === 'SPY')?.price.publishTime, {
      timeout: 60_000,
    })
    .toBeGreaterThan(spy?.price.publishTime ?? 0n)
})

test('F8: the node out of reach: figures stay, with their age, and the page heals by itself', async ({
  page,
  wallet,
  request,
  services,
}) => {
  test.setTimeout(180_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await services.stop('node')
  try {
    await expect(page.getByTestId('node-away')).toContainText(/\d+ s old/, { timeout: 40_000 })
    await expect(page.getByTestId('market-index-price')).toHaveText(/\$[\d,]+/)
    await expect(page.getByTestId('margin-cash')).toHaveText(/\d/)
    await expect(page.getByTestId(submit)).toHaveText('Node unreachable')
    await expect(page.getByTestId(submit)).toBeDisabled()
    // New visitors get the last data, and the interface says what is wrong.
    const visitor = await request.get('/trade')
    expect(await visitor.text()).toContain('market-index-price')
    await expect(async () => expect((await request.get('/api/v1/health')).status()).toBe(503)).toPass()
    expect((await request.get('/api/v1/markets')).status()).toBe(200)
  } finally {
    await services.start('node')
  }
  await expect(page.getByTestId('node-away')).toBeHidden({ timeout: 40_000 })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/, { timeout: 40_000 })
})

test('the price service out of reach: prices stay, with their age', async ({ page, services }) => {
  await page.goto('/trade')
  await services.stop('prices')
  try {
    await expect(page.getByTestId('prices-away')).toContainText(/\d+ s old/, { timeout: 40_000 })
    await expect(page.getByTestId('market-index-price')).toHaveText(/\$[\d,]+/)
  } finally {
    await services.start('prices')
  }
  await expect(page.getByTestId('prices-away')).toBeHidden({ timeout: 40_000 })
})
