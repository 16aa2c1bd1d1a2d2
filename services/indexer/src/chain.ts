import { createPublicClient, http, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { priceRouterAbi } from '@/contracts-abi/PriceRouter'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { deployment, env } from './deployment'

/** Reads of the chain as it was at a block. The index asks for few: one for each hour, one for each provider's move. */
export const node = createPublicClient({ transport: http(env.rpcUrl, { timeout: 20_000, retryCount: 2 }) })

/** What nodes say when they have thrown away the state of an old block. */
const FORGOTTEN =
  /missing trie node|state .*(not available|unavailable|pruned)|pruned|historical state|BlockOutOfRange|out of range|distance to target block|header not found|block not found|unknown block/i

export type Overview = Awaited<ReturnType<typeof readOverview>>

function readOverview(blockNumber: bigint) {
  return node.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview', blockNumber })
}

/** Every set's figures at a block; undefined when the node has forgotten that block. Throws when it does not answer. */
export function overviewAt(blockNumber: bigint): Promise<Overview | undefined> {
  return unlessForgotten(() => readOverview(blockNumber))
}

/** Total assets of a main pool at a block and the collateral's price; undefined when the node has forgotten it or no price is known. */
export function poolValueAt(pool: Hex, asset: number, blockNumber: bigint) {
  return unlessForgotten(async () => {
    const [totalAssets, price] = await Promise.all([
      node.readContract({ address: pool, abi: mainPoolAbi, functionName: 'totalAssets', blockNumber }),
      priceAt(asset, blockNumber),
    ])
    return { totalAssets, price }
  })
}

async function priceAt(asset: number, blockNumber: bigint): Promise<bigint> {
  const price = await node.readContract({
    address: deployment.oracle,
    abi: priceRouterAbi,
    functionName: 'latest',
    args: [BigInt(asset)],
    blockNumber,
  })
  return price.value
}

/** What a set is called and counts in; none of it ever changes. */
export async function describeSet(clearinghouse: Hex, token: Hex) {
  const house = { address: clearinghouse, abi: clearinghouseAbi } as const
  const [asset, delay, window, symbol, decimals] = await Promise.all([
    node.readContract({ ...house, functionName: 'collateralAsset' }),
    node.readContract({ ...house, functionName: 'executionDelay' }),
    node.readContract({ ...house, functionName: 'executionWindow' }),
    node.readContract({ address: token, abi: demoStockTokenAbi, functionName: 'symbol' }),
    node.readContract({ address: token, abi: demoStockTokenAbi, functionName: 'decimals' }),
  ])
  const [ticker] = await node.readContract({
    address: deployment.oracle,
    abi: priceRouterAbi,
    functionName: 'assetInfo',
    args: [asset],
  })
  const terms = { executionDelay: Number(delay), executionWindow: Number(window) }
  return { asset: Number(asset), ticker, symbol, decimals, ...terms }
}

async function unlessForgotten<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    if (FORGOTTEN.test(text) || /revert/i.test(text)) return undefined
    throw error
  }
}
