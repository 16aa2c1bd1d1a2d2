import type { Page } from '@playwright/test'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'
import { expect } from './fixtures'
import { walletName, type TestWallet } from './wallet'

/** Connects the test wallet through the dialogue, as a user does. */
export async function connectWallet(page: Page, wallet: TestWallet): Promise<void> {
  const dialog = page.getByRole('dialog')
  // A press before the page has come alive is lost; one that was heard may take long to answer, and must not be repeated.
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.getByTestId('wallet-connect').click({ timeout: 3000 })
    await expect(dialog).toBeVisible({ timeout: 5000 })
  }).toPass()
  await dialog.getByText(walletName).click()
  await expect(page.getByTestId('wallet-address')).toHaveAttribute('title', new RegExp(wallet.address, 'i'))
}

/** A request is executed some seconds after it was mined; a loaded machine takes its time. */
const DONE_MS = 60_000

/** Waits until the transaction panel says that all is done, and puts it away. */
export async function expectDone(page: Page): Promise<void> {
  const panel = page.getByTestId('transaction')
  await expect(panel).toHaveAttribute('data-status', /done|failed/, { timeout: DONE_MS })
  expect(await panel.getByTestId('transaction-failure').allTextContents()).toEqual([])
  await panel.getByRole('button', { name: 'Dismiss' }).click()
  await expect(panel).toBeHidden()
}

interface Order {
  readonly side?: 'long' | 'short'
  readonly asset?: string
  /** Units of the underlying. */
  readonly size: string
}

/** Fills the ticket in; does not send it. */
export async function fillTicket(page: Page, { side = 'long', asset = 'BTC', size }: Order): Promise<void> {
  await page.getByTestId('ticket-asset').selectOption({ label: asset })
  await page.getByTestId(`ticket-side-${side}`).check({ force: true })
  await page.getByTestId('ticket-unit').selectOption('units')
  await page.getByTestId('ticket-amount').fill(size)
}

/** Takes test tokens through the page. */
export async function claimTokens(page: Page): Promise<void> {
  await page.getByTestId('faucet-claim').click()
  await expectDone(page)
}

/** Opens a position through the page and waits until the chain has it. */
export async function openPosition(page: Page, order: Order): Promise<void> {
  await fillTicket(page, order)
  await expect(page.getByTestId('ticket-submit')).toHaveText(/^Open (long|short) · pay /)
  await page.getByTestId('ticket-submit').click()
  await expectDone(page)
}

/** The exact decimal number that a figure carries in its title, as smallest units. */
export async function exactOf(page: Page, testId: string, decimals = 18): Promise<bigint> {
  const title = (await page.getByTestId(testId).getAttribute('title')) ?? ''
  const [number = ''] = title.split(' ')
  return parseDecimal(number, decimals)
}
