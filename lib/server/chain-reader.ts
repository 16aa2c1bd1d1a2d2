import { readFile } from 'node:fs/promises'
import { createPublicClient, http, type PublicClient } from 'viem'
import { lensAbi } from '@/contracts-abi/Lens'
import { parseDeployment, type Address, type Deployment } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
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
  return {
    verify: async () => {
      const deployment = await load()
      await verifyChain(client, chainId, deployment)
      await verifyCode(client, deployment)
      lens = deployment.lens
      onDeployment(deployment)
    },
    blockNumber: () => client.getBlockNumber({ cacheTime: 0 }),
    read: async () => {
      if (!lens) throw new Error('The chain was read before it was verified.')
      const data = await client.readContract({ address: lens, abi: lensAbi, functionName: 'overview' })
      return { blockNumber: data.blockNumber, data }
    },
  }
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
  const { oracle, volatility, registry, factory, lens, manager, pyth, orders } = deployment
  const shared = { oracle, volatility, registry, factory, lens, manager, pyth, orders }
  const own = sets.flatMap(({ symbol, token, clearinghouse, mainPool, insurancePool }) =>
    Object.entries({ token, clearinghouse, mainPool, insurancePool }).map(([name, address]): [string, Address] => [
      `${symbol} ${name}`,
      address,
    ]),
  )
  return [...Object.entries(shared), ...own]
}
