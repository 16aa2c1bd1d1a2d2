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
  expect(maxCost).toBeLessThan((trade!.cost * 110n) / 100n)
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

test('F3: what would revert is found before signing and said in words', async ({ page, wallet, chain }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const sent = wallet.count('eth_sendTransaction')
  // No block tells the page that the tokens are gone.
  await chain.holdBlocks()
  try {
    await chain.giveTokens(wallet.address, 'TSLA', 0n)
    await page.getByTestId(submit).click()
    await expect(page.getByTestId('transaction')).toHaveAttribute('data-status', 'failed')
    await expect(page.getByTestId('transaction-failure')).toHaveText(/\w+.*\. .*\./)
  } finally {
    await chain.releaseBlocks()
  }
  expect(wallet.count('eth_sendTransaction')).toBe(sent)
})

test('no signed prices: said in words, nothing sent', async ({ page, wallet }) => {
  await claimTokens(page)
  await fillTicket(page, { size: '0.02' })
  await expect(page.getByTestId(submit)).toHaveText(/^Open long/)
  const sent = wallet.count('eth_sendTransaction')
  await page.route('**/api/v1/prices*', (route) => route.fulfill({ status: 503, body: '{}' }))
  await page.getByTestId(submit).click()
  await expect(page.getByTestId('transaction-failure')).toContainText('The price service does not answer.')
  expect(wallet.count('eth_sendTransaction')).toBe(sent)
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
