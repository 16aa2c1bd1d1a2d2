import { readFile } from 'node:fs/promises'
import { createPublicClient, http, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { parseDeployment, type Address, type Deployment } from '@/lib/chain/deployment'
import type { ExecutionView, Overview, SettlementView } from '@/lib/chain/snapshot/types'
import type { ChainReader } from './chain-poller'

/** The node answers, but must not be used: another chain, or no contract where one should be. In words for people. */
export class ChainRefusal extends Error {
  override readonly name = 'ChainRefusal'
}

export interface ChainReaderSettings {
  readonly client: PublicClient
  readonly chainId: number
  /** Reads the addresses; asked anew after every failure, as a deployment may have been replaced. */
  readonly loadDeployment: () => Promise<Deployment>
  readonly onDeployment: (deployment: Deployment) => void
}

const requestTimeoutMs = 5000

export function createNodeClient(url: string): PublicClient {
  return createPublicClient({ transport: http(url, { timeout: requestTimeoutMs, retryCount: 1 }) })
}

export async function loadDeployment(file: string): Promise<Deployment> {
  return parseDeployment(JSON.parse(await readFile(file, 'utf8')))
}

/** Reads `Lens.overview`, after checking that chain and contracts are the right ones (RELIABILITY F7). */
export function createChainReader({
  client,
  chainId,
  loadDeployment: load,
  onDeployment,
}: ChainReaderSettings): ChainReader<Overview> {
  let lens: Address | undefined
  const known = new Map<Address, ExecutionView>()
  return {
    verify: async () => {
      known.clear() // the node may have become another one
      const deployment = await load()
      await verifyChain(client, chainId, deployment)
      await verifyCode(client, deployment)
      lens = deployment.lens
      onDeployment(deployment)
    },
    blockNumber: () => client.getBlockNumber({ cacheTime: 0 }),
    read: async () => {
      if (!lens) throw new Error('The chain was read before it was verified.')
      const overview = await client.readContract({ address: lens, abi: lensAbi, functionName: 'overview' })
      const houses = overview.sets.map(({ clearinghouse }) => clearinghouse)
      const settlements = await Promise.all(houses.map((house) => readSettlement(client, house)))
      const execution = await Promise.all(houses.map((house) => recallExecution(client, known, house)))
      return { blockNumber: overview.blockNumber, data: { ...overview, settlements, execution } }
    },
  }
}

/** One question for a set that is open, two more for one that is being wound up. */
async function readSettlement(client: PublicClient, address: Address): Promise<SettlementView> {
  const house = { address, abi: clearinghouseAbi } as const
  const settledAt = await client.readContract({ ...house, functionName: 'settledAt' })
  if (settledAt === 0) return { settledAt: 0n, finishedAt: 0n, openPositions: 0n, claims: 0n, funds: 0n }
  const [{ finishedAt, claims, funds }, openPositions] = await Promise.all([
    client.readContract({ ...house, functionName: 'settlement' }),
    client.readContract({ ...house, functionName: 'openPositions' }),
  ])
  return { settledAt: BigInt(settledAt), finishedAt, openPositions, claims, funds }
}

/** Asked once for each set, as it never changes. */
async function recallExecution(
  client: PublicClient,
  known: Map<Address, ExecutionView>,
  address: Address,
): Promise<ExecutionView> {
  const before = known.get(address)
  if (before !== undefined) return before
  const house = { address, abi: clearinghouseAbi } as const
  const [delay, window] = await Promise.all([
    client.readContract({ ...house, functionName: 'executionDelay' }),
    client.readContract({ ...house, functionName: 'executionWindow' }),
  ])
  known.set(address, { delay, window })
  return { delay, window }
}

async function verifyChain(client: PublicClient, expected: number, deployment: Deployment): Promise<void> {
  if (deployment.chainId !== expected) {
    throw new ChainRefusal(`The addresses are those of chain ${deployment.chainId}, not of chain ${expected}.`)
  }
  const actual = await client.getChainId()
  if (actual !== expected) throw new ChainRefusal(`The node serves chain ${actual}, not chain ${expected}.`)
}

async function verifyCode(client: PublicClient, deployment: Deployment): Promise<void> {
  for (const [name, address] of contractsOf(deployment)) {
    const code = await client.getCode({ address })
    if (code === undefined) throw new ChainRefusal(`There is no contract at ${address} (${name}).`)
  }
}

function contractsOf({ sets, ...deployment }: Deployment): [string, Address][] {
  const { oracle, volatility, registry, factory, lens, riskLens, manager, pyth, orders } = deployment
  const shared = { oracle, volatility, registry, factory, lens, riskLens, manager, pyth, orders }
  const own = sets.flatMap(({ symbol, token, clearinghouse, mainPool, insurancePool }) =>
    Object.entries({ token, clearinghouse, mainPool, insurancePool }).map(([name, address]): [string, Address] => [
      `${symbol} ${name}`,
      address,
    ]),
  )
  return [...Object.entries(shared), ...own]
}
