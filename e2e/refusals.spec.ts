import { claimTokens, connectWallet, expectDone, fillTicket, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

const submit = 'ticket-submit'

test.beforeEach(async ({ page, wallet }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
})

test('a refused signature: said in words, nothing sent, the next attempt works', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  const before = await chain.transactionCount(wallet.address)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  wallet.refuseNext()
  await page.getByTestId(submit).click()
  const panel = page.getByTestId('transaction')
  await expect(panel).toHaveAttribute('data-status', 'failed')
  await expect(page.getByTestId('transaction-failure')).toContainText(/refused|rejected|declined/i)
  expect(await chain.transactionCount(wallet.address)).toBe(before)
  await panel.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByTestId(submit).click()
  await expectDone(page)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
})

test('F2: on a wrong network the page offers to switch and asks the wallet for nothing else', async ({
  page,
  wallet,
  environment,
}) => {
  await claimTokens(page)
  const sent = wallet.count('eth_sendTransaction')
  await wallet.moveTo(page, 1)
  await expect(page.getByTestId('wrong-network')).toBeVisible()
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText('Switch network')
  await page.getByTestId(submit).click()
  await expect(page.getByTestId('wrong-network')).toBeHidden()
  expect(wallet.chainId()).toBe(environment.deployment.chainId)
  expect(wallet.count('eth_sendTransaction')).toBe(sent)
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
})

test('too much size: the button says why and cannot be pressed', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '5' })
  await expect(page.getByTestId(submit)).toHaveText(/^Not enough /)
  await expect(page.getByTestId(submit)).toBeDisabled()
  // With all the tokens in the world the pool's capacity is in the way.
  await chain.giveTokens(wallet.address, 'TSLA', 10n ** 25n)
  await fillTicket(page, { size: '500' })
  await expect(page.getByTestId(submit)).toHaveText('Too much')
  await expect(page.getByTestId(submit)).toBeDisabled()
  await expect(page.getByTestId('ticket-hint')).toContainText(/smaller size/)
})

test('too little: the button says what the least is', async ({ page }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.0001' })
  await expect(page.getByTestId(submit)).toHaveText('Too little')
  await expect(page.getByTestId(submit)).toBeDisabled()
})

test('F6: a double click sends once', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const sent = wallet.count('eth_sendTransaction')
  await page.getByTestId(submit).dblclick()
  await expectDone(page)
  expect(wallet.count('eth_sendTransaction')).toBe(sent + 1)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
})

test('F6: a reload while the transaction is on its way shows it again and waits for it', async ({
  page,
  wallet,
  chain,
}) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  await chain.holdBlocks()
  try {
    await page.getByTestId(submit).click()
    await expect(page.getByTestId('transaction')).toContainText('waiting for the chain')
    await page.reload()
    await expect(page.getByTestId('transaction')).toContainText('waiting for the chain')
  } finally {
    await chain.releaseBlocks()
  }
  await expectDone(page)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
})

test('F3, F4: what is sent was simulated, and carries a limit and a deadline', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  const { maxCost, deadline } = await chain.lastTrade(wallet.address, 'TSLA')
  const [trade] = await chain.trades(wallet.address, 'TSLA')
  const { blockTime } = await chain.overview()
  expect(maxCost).toBeGreaterThanOrEqual(trade!.cost)
  // 3 % above what was quoted, from which the next price may lie apart.
  expect(maxCost).toBeLessThan((trade!.cost * 120n) / 100n)
  expect(deadline).toBeGreaterThan(blockTime - 60n)
  expect(deadline).toBeLessThan(blockTime + 600n)
})

test('F6: an account switched in the wallet stops what was under way', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const release = wallet.holdSigning()
  const sent = wallet.count('eth_sendTransaction')
  await page.getByTestId(submit).click()
  await expect.poll(() => wallet.count('eth_signTypedData_v4')).toBe(1)
  await wallet.switchAccount(page)
  release()
  await expect(page.getByTestId('transaction-failure')).toContainText(/account was switched/)
  expect(wallet.count('eth_sendTransaction')).toBe(sent)
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(0)
})

test('F3: what would revert is found before it is sent and said in words', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const sent = wallet.count('eth_sendTransaction')
  const release = wallet.holdSigning()
  await page.getByTestId(submit).click()
  await expect.poll(() => wallet.count('eth_signTypedData_v4')).toBe(1)
  // While the wallet asks for the signature the tokens go.
  await chain.giveTokens(wallet.address, 'TSLA', 0n)
  release()
  await expect(page.getByTestId('transaction')).toHaveAttribute('data-status', 'failed')
  await expect(page.getByTestId('transaction-failure')).toHaveText(/\w+.*\. .*\./)
  expect(wallet.count('eth_sendTransaction')).toBe(sent)
})

test('no signed prices for the page: the request needs none, and others execute it', async ({
  page,
  wallet,
  chain,
}) => {
  await claimTokens(page)
  await page.route('**/api/v1/prices*', (route) => route.fulfill({ status: 503, body: '{}' }))
  await openPosition(page, { size: '0.02' })
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(1)
})

test('no price after the request: said in words, nothing is traded or paid, and the margin is free again', async ({
  page,
  wallet,
  chain,
  prices,
}) => {
  test.setTimeout(240_000)
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const panel = page.getByTestId('transaction')
  const offer = page.getByTestId('transaction-offer')
  const failure = page.getByTestId('transaction-failure')
  await prices.freeze(['BTC'], true)
  try {
    await page.getByTestId(submit).click()
    await expect(panel).toContainText(/waits for the first price after \d\d:\d\d:\d\d/)
    await expect(offer).toHaveText(/^Execute it myself/, { timeout: 60_000 })
    await expect(panel).toContainText('nobody has executed it yet')
    const sent = wallet.count('eth_sendTransaction')
    await offer.click()
    await expect(panel).toContainText('There is no price yet from after the request.')
    expect(wallet.count('eth_sendTransaction')).toBe(sent)
    await expect(panel).toContainText('Nobody executed the request in time.', { timeout: 120_000 })
    // The keeper may end it, or the owner does.
    await expect(async () => {
      if (await offer.isVisible()) await offer.click({ timeout: 2000 })
      await expect(panel).toHaveAttribute('data-status', 'failed', { timeout: 10_000 })
    }).toPass({ timeout: 60_000 })
    await expect(failure).toContainText('Nobody executed the request in time.')
    await expect(failure).toContainText('Nothing was traded or paid.')
  } finally {
    await prices.freeze(['BTC'], false)
  }
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(0)
  expect(await chain.rewards(wallet.address, 'TSLA')).toBe(0n)
  await panel.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByTestId('margin-withdraw').click()
  await page.getByTestId('margin-withdraw-max').click()
  await page.getByTestId('margin-withdraw-submit').click()
  await expectDone(page)
  expect((await chain.user(wallet.address, 'TSLA')).account.cash).toBe(0n)
})

test('the next price beyond the limit: refused in words, nothing traded, the reward alone is paid', async ({
  page,
  wallet,
  chain,
  prices,
}) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  let moved = false
  try {
    await page.getByTestId(submit).click()
    await expect(page.getByTestId('transaction')).toContainText(/waiting for the chain|waits for the first price/)
    moved = true
    await prices.shock('BTC', 1.05)
    await expect(page.getByTestId('transaction')).toHaveAttribute('data-status', 'failed', { timeout: 60_000 })
    await expect(page.getByTestId('transaction-failure')).toContainText('The price moved beyond your limit.')
    await expect(page.getByTestId('transaction-failure')).toContainText('Nothing was traded; whoever executed')
  } finally {
    if (moved) await prices.shock('BTC', 1 / 1.05)
  }
  expect(await chain.trades(wallet.address, 'TSLA')).toHaveLength(0)
  const reward = await chain.rewards(wallet.address, 'TSLA')
  const { account, tokenBalance, faucetAmount } = await chain.user(wallet.address, 'TSLA')
  expect(reward).toBeGreaterThan(0n)
  expect(account.cash + tokenBalance + reward).toBe(faucetAmount)
})

test('openings paused: the ticket says so, closing and withdrawing go on', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  await chain.setPaused('TSLA', true)
  try {
    await expect(page.getByTestId(submit)).toHaveText('Opening is paused')
    await expect(page.getByTestId(submit)).toBeDisabled()
    await page.getByTestId('position-close').click()
    await page.getByTestId('close-submit').click()
    await expectDone(page)
    await page.getByTestId('margin-withdraw').click()
    await page.getByTestId('margin-withdraw-max').click()
    await page.getByTestId('margin-withdraw-submit').click()
    await expectDone(page)
    expect((await chain.user(wallet.address, 'TSLA')).account.cash).toBe(0n)
  } finally {
    await chain.setPaused('TSLA', false)
  }
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
})

test('a wallet that never answers: one stops waiting, and the ticket is free again', async ({ page, wallet }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const release = wallet.holdSigning()
  await page.getByTestId(submit).click()
  await page.getByTestId('transaction-give-up').click()
  await expect(page.getByTestId('transaction-failure')).toContainText('You stopped waiting')
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  wallet.refuseNext()
  release()
})
