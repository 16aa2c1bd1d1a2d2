import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'
import { connectWallet, exactOf } from './support/actions'
import { expect, test } from './support/fixtures'
import { indexed, tradeAndLook } from './support/portfolio'

const PARTS = ['options', 'funding', 'fees', 'spread', 'charges', 'stock'] as const

/** What the history says of the account's cash, exactly. */
async function cashInHistory(page: Page): Promise<bigint> {
  const titles = await page
    .getByTestId('portfolio-history')
    .locator('td:last-child span')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''))
  return titles.map((title) => parseDecimal(title.split(' ')[0] ?? '')).reduce((a, b) => a + b, 0n)
}

test.beforeEach(async ({ page, wallet }) => {
  await page.goto('/trade')
  await connectWallet(page, wallet)
})

test('a trade is found again in the portfolio, in figures that agree with the chain', async ({
  page,
  wallet,
  chain,
  browser,
  environment,
}, info) => {
  test.setTimeout(180_000)
  await tradeAndLook(page)
  const me = wallet.address
  const { account } = await chain.user(me, 'TSLA')
  const [trade] = await chain.trades(me, 'TSLA')
  expect(await cashInHistory(page), 'deposits less costs are the cash on chain').toBe(account.cash)
  await expect(page.getByTestId('portfolio-open')).toContainText('0.02 BTC')
  await expect(page.getByTestId('portfolio-profit-fees')).toHaveText(/\$/, indexed)
  expect(await exactOf(page, 'portfolio-profit-fees')).toBe(-(trade?.fee ?? 0n))

  // Read at one moment, as prices move between two.
  const titles = await page
    .getByTestId('portfolio-profit')
    .locator('dd')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''))
  const figures = titles.map((title) => parseDecimal(title.split(' ')[0] ?? ''))
  expect(figures).toHaveLength(PARTS.length + 1)
  expect(
    figures.slice(0, -1).reduce((a, b) => a + b, 0n),
    'the parts add up exactly',
  ).toBe(figures.at(-1))

  await test.step('the file holds the same, exactly', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('portfolio-history-csv').click(),
    ])
    const path = info.outputPath('history.csv')
    await download.saveAs(path)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n')
    const cells = lines.map((line) => line.split(','))
    expect(lines[0]).toContain('Premium (USD),Fee (USD)')
    const fee = cells[0]?.indexOf('Fee (USD)') ?? -1
    const traded = cells.find((line) => line.includes('Trade'))
    expect(parseDecimal(traded?.[fee] ?? '')).toBe(trade?.fee)
    const moved = cells.slice(1).map((line) => parseDecimal(line.at(-2) ?? '0'))
    expect(moved.reduce((a, b) => a + b, 0n)).toBe(account.cash)
  })

  await test.step('anybody can read it by its link, without a wallet', async () => {
    const context = await browser.newContext()
    const other = await context.newPage()
    await other.goto(`${environment.web}/portfolio/${me}`)
    await expect(other.getByTestId('portfolio-owner')).toContainText('read only')
    await expect(other.getByTestId('portfolio-open')).toContainText('0.02 BTC')
    await expect(other.getByTestId('portfolio-history').getByText('Trade', { exact: true })).toBeVisible(indexed)
    expect(await cashInHistory(other)).toBe(account.cash)
    await context.close()
  })
})

test('what is not an address is said to be none, and nobody’s account says that nothing has happened', async ({
  page,
}) => {
  await page.goto('/portfolio/0x123')
  await expect(page.getByTestId('portfolio-invalid')).toHaveText(/is not an address/)
  await page.goto(`/portfolio/0x${'1'.repeat(40)}`)
  await expect(page.getByTestId('portfolio-open-empty')).toHaveText(/No open positions/)
  await expect(page.getByTestId('portfolio-history-empty')).toHaveText(/Nothing has happened yet/, indexed)
})
