// A browser wallet as far as the benchmark needs one: it connects at once, forwards reads to the node and counts them.
import type { Page } from '@playwright/test'
import { localDefaults } from '@/lib/env/server'

interface Call {
  readonly method: string
  readonly params?: readonly unknown[]
}

export interface WalletCount {
  /** Requests that the page has sent to the node through the wallet. */
  forwarded: number
}

export const walletName = 'Benchmark wallet'

/** Announces the wallet (EIP-6963) on every page that is opened from now on. */
export async function installWallet(page: Page, rpc: string, address: string): Promise<WalletCount> {
  const count: WalletCount = { forwarded: 0 }
  let connected = false
  await page.exposeFunction('benchWalletRequest', async (call: Call): Promise<unknown> => {
    if (call.method === 'eth_chainId') return `0x${localDefaults.chainId.toString(16)}`
    if (call.method === 'eth_accounts') return connected ? [address] : []
    if (call.method === 'eth_requestAccounts') {
      connected = true
      return [address]
    }
    if (call.method.startsWith('wallet_')) return null
    count.forwarded += 1
    return forward(rpc, call)
  })
  await page.addInitScript({ content: announcement })
  return count
}

async function forward(rpc: string, { method, params = [] }: Call): Promise<unknown> {
  const response = await fetch(rpc, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } }
  if (answer.error !== undefined) throw new Error(answer.error.message)
  return answer.result
}

/** Runs in the page, so it is text: what compiles this file adds helpers that the page does not have. */
const announcement = `
  const provider = { request: (call) => window.benchWalletRequest(call), on: () => provider, removeListener: () => provider }
  const icon = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4='
  const info = { uuid: '6f6b2c1e-6c1b-4b5e-9d0c-1d5f3f1f7a10', name: '${walletName}', icon, rdns: 'local.undated.bench' }
  const detail = Object.freeze({ info, provider })
  const say = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  window.addEventListener('eip6963:requestProvider', say)
  say()
`
