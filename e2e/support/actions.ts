import type { Page } from '@playwright/test'
import { expect } from './fixtures'
import { walletName, type TestWallet } from './wallet'

/** Connects the test wallet through the dialogue, as a user does. */
export async function connectWallet(page: Page, wallet: TestWallet): Promise<void> {
  await page.getByTestId('wallet-connect').click()
  await page.getByRole('dialog').getByText(walletName).click()
  await expect(page.getByTestId('wallet-address')).toHaveAttribute('title', new RegExp(wallet.address, 'i'))
}

/** Waits until the transaction panel says that all is done, and puts it away. */
export async function expectDone(page: Page): Promise<void> {
  const panel = page.getByTestId('transaction')
  await expect(panel).toHaveAttribute('data-status', 'done', { timeout: 30_000 })
  await panel.getByRole('button', { name: 'Dismiss' }).click()
  await expect(panel).toBeHidden()
}
