import type { Page } from '@playwright/test'
import { claimTokens, openPosition } from './actions'
import { expect } from './fixtures'

/** The index is some blocks behind the chain, and the page asks it every ten seconds. */
export const indexed = { timeout: 60_000 }

/** Trades, and waits until the portfolio tells of it. */
export async function tradeAndLook(page: Page): Promise<void> {
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  await page.getByRole('link', { name: 'Portfolio' }).click()
  await expect(page.getByTestId('portfolio-history').getByText('Trade', { exact: true })).toBeVisible(indexed)
}
