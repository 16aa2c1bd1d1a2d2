import { readFileSync } from 'node:fs'
import {
  createPublicClient,
  createWalletClient,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  http,
  keccak256,
  numberToHex,
  type Hex,
  type PublicClient,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { parseDeployment, type Address, type DeployedSet, type Deployment } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { Stack } from '@/scripts/stack'
import { traders } from '@/scripts/stack/accounts'

/** The running system as the load test uses it. */
export interface LoadChain {
  readonly client: PublicClient
  readonly deployment: Deployment
  readonly set: DeployedSet
  /** Owner of all accounts. */
  readonly owner: Address
  /** Sends from the owner with a nonce of the caller's; answers once the node has taken it. */
  readonly send: (call: { to: Address; data: Hex; gas: bigint }, nonce: number) => Promise<Hex>
}

const CALL_TIMEOUT_MS = 60_000
const ACCOUNTS_PER_CALL = 100

export function connect(stack: Stack): LoadChain {
  const deployment = parseDeployment(JSON.parse(readFileSync(stack.deploymentFile, 'utf8')))
  const set = deployment.sets[0]
  const key = traders[0]?.key
  if (set === undefined || key === undefined) throw new Error('There is no set, or nobody to trade.')
  const transport = http(stack.urls.rpc, { timeout: CALL_TIMEOUT_MS, retryCount: 2 })
  const client = createPublicClient({ transport, pollingInterval: 250 })
  const wallet = createWalletClient({ transport, chain: foundry, account: privateKeyToAccount(key) })
  // A low tip: the keeper goes first, as it would where it outbids.
  const fees = { maxFeePerGas: 100_000_000_000n, maxPriorityFeePerGas: 1n }
  const send = (call: { to: Address; data: Hex; gas: bigint }, nonce: number) =>
    wallet.sendTransaction({ ...call, ...fees, nonce })
  return { client, deployment, set, owner: wallet.account.address, send }
}

export function readOverview({ client, deployment }: LoadChain): Promise<Overview> {
  return client.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview' })
}

/** Gives somebody demo tokens by writing the balance into the token's storage: the faucet hands out too few. */
export async function giveTokens({ client }: LoadChain, token: Address, to: Address, amount: bigint): Promise<void> {
  const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [to, 0n]))
  const request = client.request as (call: { method: string; params: readonly unknown[] }) => Promise<unknown>
  await request({ method: 'anvil_setStorageAt', params: [token, slot, numberToHex(amount, { size: 32 })] })
}

/** Which of the accounts could be liquidated in the state after a block, as the contract says. */
export async function weakAt(
  { client, set }: LoadChain,
  accounts: readonly Hex[],
  blockNumber: bigint,
): Promise<ReadonlySet<Hex>> {
  const house = { address: set.clearinghouse, abi: clearinghouseAbi, blockNumber } as const
  const found = new Set<Hex>()
  for (let i = 0; i < accounts.length; i += ACCOUNTS_PER_CALL) {
    const some = accounts.slice(i, i + ACCOUNTS_PER_CALL)
    const cashCalls = some.map((account) =>
      encodeFunctionData({ abi: clearinghouseAbi, functionName: 'cashOf', args: [account] }),
    )
    const cash = await client.simulateContract({ ...house, functionName: 'multicall', args: [cashCalls] })
    const healthCalls = some.map((account, j) => {
      const args = [account, BigInt(cash.result[j] ?? 0), true] as const
      return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'accountHealth', args })
    })
    const health = await client.simulateContract({ ...house, functionName: 'multicall', args: [healthCalls] })
    some.forEach((account, j) => {
      if (isWeak(health.result[j] ?? '0x')) found.add(account)
    })
  }
  return found
}

function isWeak(data: Hex): boolean {
  const { equity, maintenanceMargin } = decodeFunctionResult({
    abi: clearinghouseAbi,
    functionName: 'accountHealth',
    data,
  })
  return equity < maintenanceMargin
}
