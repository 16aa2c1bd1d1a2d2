// A chain of its own, on the loopback interface, for dry runs and tests: ends with the program, and nothing on it is real.
import { join } from 'node:path'
import { createPublicClient, createWalletClient, defineChain, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { binary, stateRoot } from '@/scripts/lib/paths'
import { launch } from '@/scripts/lib/processes'
import { deployer } from '@/scripts/stack/accounts'
import { nodeAnswers, waitUntilReady } from '@/scripts/stack/health'
import { findPort } from '@/scripts/stack/ports'
import { toHermesUpdate } from '@/services/price-service/hermes'
import type { FeedParameters } from './parameters'
import type { Sender } from './pipeline'
import type { FirstPrices } from './system'

/** Wei that the mock takes for one update, as it is deployed. */
export const MOCK_FEE = 1n
/** Room for a whole deployment; a single transaction may use 16,777,216 (EIP-7825), as on the public chains. */
const SANDBOX_BLOCK_GAS = 200_000_000n
/** Every asset costs a hundred dollars here, in the vendor's eight decimals. */
const PLACEHOLDER = { price: 10_000_000_000n, confidence: 5_000_000n, exponent: -8 } as const

export interface Sandbox {
  readonly sender: Sender
  readonly url: string
  stop(): Promise<void>
}

/** Starts an empty chain with this number, on which anvil's well-known first account has ether. */
export async function startSandbox(chainId: number): Promise<Sandbox> {
  const port = await findPort(0)
  const url = `http://127.0.0.1:${port}`
  const options = { host: '127.0.0.1', port, 'chain-id': chainId, 'gas-limit': SANDBOX_BLOCK_GAS }
  const process = launch({
    name: 'sandbox chain',
    command: binary('anvil'),
    args: [
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
      '--enable-tx-gas-limit',
      '--quiet',
    ],
    logFile: join(stateRoot, 'sandbox', `${port}.log`),
  })
  await waitUntilReady({ process, timeoutMs: 20_000, probe: () => nodeAnswers(url) })
  return { sender: senderOf(chainId, 'sandbox', url, deployer.key), url, stop: () => process.stop() }
}

/** Who sends a deployment's transactions, and where to. */
export function senderOf(chainId: number, name: string, url: string, key: `0x${string}`): Sender {
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  const chain = defineChain({ id: chainId, name, nativeCurrency, rpcUrls: { default: { http: [url] } } })
  const transport = http(url)
  return {
    account: privateKeyToAccount(key),
    chain,
    reader: createPublicClient({ chain, transport }),
    wallet: createWalletClient({ chain, transport }),
  }
}

/** Made-up first prices of every feed, for the vendor's mock. */
export function placeholderPrices(feeds: readonly FeedParameters[]): FirstPrices {
  const publishTime = Math.floor(Date.now() / 1000)
  const prices = feeds.map(({ id, symbol }) => ({ ...PLACEHOLDER, id, symbol, publishTime }))
  const { data } = toHermesUpdate(prices, 'hex', false).binary
  return { updates: data.map((hex): `0x${string}` => `0x${hex}`), fee: MOCK_FEE * BigInt(data.length) }
}
