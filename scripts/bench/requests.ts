import type { Page } from '@playwright/test'
import { traders } from '@/scripts/stack/accounts'
import { withPage } from './browser'
import { type Bench, type Figure, note } from './measure'
import { installWallet, walletName } from './wallet'

const watchMs = 30_000

/** What a visitor's browser asks of the node: nothing while anonymous, little per block while connected. */
export async function measureRequests(bench: Bench): Promise<readonly Figure[]> {
  const { urls } = await bench.settledStack()
  const page = `${urls.web}/trade`
  const anonymous = await withPage((opened) => countAnonymous(opened, page))
  const perBlock = await withPage((opened) => countConnected(opened, page, urls.rpc))
  return [
    { name: 'rpc.anonymous', value: anonymous, unit: 'requests', limit: '<=0' },
    { name: 'rpc.connected.perblock', value: perBlock, unit: 'requests/block', limit: '<=1' },
  ]
}

async function countAnonymous(page: Page, url: string): Promise<number> {
  const count = countNodeRequests(page)
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(watchMs)
  return count()
}

async function countConnected(page: Page, url: string, rpc: string): Promise<number> {
  const [trader] = traders
  if (trader === undefined) throw new Error('There is no test account.')
  const wallet = await installWallet(page, rpc, trader.address)
  const count = countNodeRequests(page)
  await page.goto(url, { waitUntil: 'load' })
  await connect(page)
  // What connecting itself asks for is over by then.
  await page.waitForTimeout(5000)
  const before = { requests: count() + wallet.forwarded, block: await blockNumber(rpc) }
  await page.waitForTimeout(watchMs)
  const requests = count() + wallet.forwarded - before.requests
  const blocks = (await blockNumber(rpc)) - before.block
  note(`${String(requests)} requests in ${String(blocks)} blocks`)
  return requests / blocks
}

async function connect(page: Page): Promise<void> {
  await page.getByTestId('wallet-connect').click()
  await page.getByRole('dialog').getByText(walletName).click()
  await page.getByTestId('wallet-address').waitFor({ timeout: 20_000 })
}

/** Counts JSON-RPC requests wherever they are sent, so that a relay would be counted too; a batch is one request. */
function countNodeRequests(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.postData()?.includes('"jsonrpc"') === true) count += 1
  })
  return () => count
}

async function blockNumber(rpc: string): Promise<number> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] })
  const response = await fetch(rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return Number(((await response.json()) as { result: string }).result)
}
