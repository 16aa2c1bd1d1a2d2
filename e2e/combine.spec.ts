import type { Page } from '@playwright/test'
import { claimTokens, connectWallet, exactOf, expectDone } from './support/actions'
import { expect, test } from './support/fixtures'

/** Chooses a strategy and a size in units of BTC; does not send it. */
async function fillCombo(page: Page, strategy: string, size: string): Promise<void> {
  await page.getByTestId('ticket-mode-advanced').check({ force: true })
  await page.getByTestId('combo-strategy').selectOption(strategy)
  await page.getByTestId('combo-unit').selectOption('units')
  await page.getByTestId('combo-size').fill(size)
  await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open · (pay|receive) /)
}

/** What the page says and what the chain says may lie a price apart, which moves every second. */
function expectNear(shown: bigint, truth: bigint): void {
  expect(Number(shown)).toBeGreaterThan(Number(truth) * 0.98)
  expect(Number(shown)).toBeLessThan(Number(truth) * 1.02)
}

for (const { name, viewport } of [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
] as const) {
  test.describe(name, () => {
    test.use({ viewport })

    test('a condor in one transaction, in margin that agrees with the chain, and bought back', async ({
      page,
      wallet,
      chain,
    }) => {
      await page.goto('/trade')
      await connectWallet(page, wallet)
      await claimTokens(page)
      if (name === 'phone') await page.getByTestId('sheet-long').click()
      await fillCombo(page, 'condor', '0.02')
      const sent = wallet.count('eth_sendTransaction')
      await page.getByTestId('ticket-submit').click()
      await expectDone(page)
      if (name === 'phone') await page.getByTestId('sheet-close').click()
      expect(wallet.count('eth_sendTransaction')).toBe(sent + 1)
      const { account } = await chain.user(wallet.address, 'TSLA')
      expect(account.positions.map(({ quantity }) => quantity > 0n)).toEqual([true, false, false, true])

      await expect(page.getByTestId('account-health')).toBeVisible()
      const health = await chain.health(wallet.address, 'TSLA')
      expectNear(await exactOf(page, 'account-initial'), health.initialMargin)
      expectNear(await exactOf(page, 'account-equity'), health.equity)

      await expect(page.getByTestId('position-close')).toHaveCount(4)
      await page.getByRole('button', { name: /^Buy back Written call/ }).click()
      await page.getByTestId('close-submit').click()
      await expectDone(page)
      expect((await chain.user(wallet.address, 'TSLA')).account.positions).toHaveLength(3)
    })
  })
}

test('a written put: the price falls, others close what restores the margin, and the page says so', async ({
  page,
  wallet,
  chain,
  prices,
}) => {
  test.setTimeout(120_000)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await page.getByTestId('ticket-mode-advanced').check({ force: true })
  await page.getByTestId('combo-cushion').selectOption({ label: '+10 %' })
  await fillCombo(page, 'single', '0.2')
  await expect(page.getByTestId('combo-max-loss')).toHaveText(/\$/)
  await page.getByTestId('ticket-submit').click()
  await expectDone(page)
  const [written] = (await chain.user(wallet.address, 'TSLA')).account.positions
  expect(written!.quantity).toBeLessThan(0n)
  await expect(page.getByTestId('position-size')).toHaveAttribute('title', '-0.2')
  await prices.shock('BTC', 0.86)
  try {
    await expect
      .poll(
        // The keeper sees the price and acts.
        async () => (await chain.user(wallet.address, 'TSLA')).account.positions[0]?.quantity ?? 0n,
        { timeout: 40_000 },
      )
      .toBeGreaterThan(written!.quantity)
    const left = (await chain.user(wallet.address, 'TSLA')).account.positions
    if (left.length > 0) await expect(page.getByTestId('position-size')).not.toHaveAttribute('title', '-0.2')
  } finally {
    await prices.shock('BTC', 1 / 0.86)
  }
})
