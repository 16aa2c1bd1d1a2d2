import { encodeFunctionData, maxUint256, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { encodeAccount } from '@/lib/chain/series'
import type { Address } from '@/lib/chain/deployment'
import { divTrunc } from '@/lib/core/fixed-point'
import { brief } from '@/services/log'
import { Random } from '@/scripts/study/random'
import { note } from '../measure'
import { giveTokens, readOverview, type LoadChain } from './chain'
import { legsOfShapes, type Leg } from './shapes'

/** Just above the least that may be opened, USD: ten thousand accounts fit into one pool. */
const NOTIONAL = 120n
const TOKEN = 10n ** 18n
/** For the owner to pay in, and for the pool to stand behind it. */
const OWNED = 1_000_000n * TOKEN
const POOLED = 30_000n * TOKEN
const ACCOUNTS_PER_TRANSACTION = 20
const GAS_PER_TRANSACTION = 12_000_000n
/** Below a block's gas: where a block is full, Anvil drops what the same sender has queued. */
const IN_FLIGHT = 14
const ACCOUNTS_PER_LOOK = 1120
const SEED = 7
const NO_LIMIT = 2n ** 255n - 1n
const NEVER = 2n ** 63n

/** Opens so many accounts with written options, each with between 1.08 and 2.5 times the least cash that opens it. */
export async function openAccounts(chain: LoadChain, count: number): Promise<readonly Hex[]> {
  await prepare(chain)
  const random = new Random(SEED)
  const shapes = legsOfShapes(await readOverview(chain), NOTIONAL)
  const accounts = Array.from({ length: count }, (_, i) => encodeAccount(chain.owner, BigInt(i)))
  for (let i = 0; i < count; i += ACCOUNTS_PER_LOOK) {
    // What others have written since makes the same options dearer to hold against them.
    const least: bigint[] = []
    for (const legs of shapes) least.push(await leastCash(chain, legs))
    const openings = accounts.slice(i, i + ACCOUNTS_PER_LOOK).map((account, j) => {
      const shape = (i + j) % shapes.length
      // More of them near the edge than far from it.
      const cushion = 1.08 + 1.42 * random.uniform() ** 1.5
      const cash = divTrunc((least[shape] ?? 0n) * BigInt(Math.round(cushion * 1000)), 1000n)
      return opening(account, cash, shapes[shape] ?? [])
    })
    await sendAll(chain, openings)
    note(`keeper: ${Math.min(i + ACCOUNTS_PER_LOOK, count)} accounts opened`)
  }
  return accounts
}

async function prepare(chain: LoadChain): Promise<void> {
  const { set, owner } = chain
  await giveTokens(chain, set.token, owner, OWNED)
  const approve = (spender: Address) =>
    encodeFunctionData({ abi: demoStockTokenAbi, functionName: 'approve', args: [spender, maxUint256] })
  const deposit = encodeFunctionData({ abi: mainPoolAbi, functionName: 'deposit', args: [POOLED, owner] })
  await sendEach(chain, [
    { to: set.token, data: approve(set.clearinghouse), gas: 100_000n },
    { to: set.token, data: approve(set.mainPool), gas: 100_000n },
    { to: set.mainPool, data: deposit, gas: 1_000_000n },
  ])
}

function opening(account: Hex, cash: bigint, legs: readonly Leg[]): readonly Hex[] {
  const trade = [account, legs, NO_LIMIT, NEVER, []] as const
  return [
    encodeFunctionData({ abi: clearinghouseAbi, functionName: 'deposit', args: [account, cash] }),
    encodeFunctionData({ abi: clearinghouseAbi, functionName: 'trade', args: trade }),
  ]
}

/** The least deposit, within a hundredth, with which the contract opens these legs now. */
async function leastCash({ client, set, owner }: LoadChain, legs: readonly Leg[]): Promise<bigint> {
  const account = encodeAccount(owner, 2n ** 90n)
  const opens = (cash: bigint) =>
    client
      .simulateContract({
        address: set.clearinghouse,
        abi: clearinghouseAbi,
        account: owner,
        functionName: 'multicall',
        args: [opening(account, cash, legs)],
      })
      .then(
        () => true,
        () => false,
      )
  let high = 10n * TOKEN
  if (!(await opens(high))) throw new Error('An account of the load test cannot be opened at all.')
  let low = 0n
  while ((high - low) * 100n > high) {
    const middle = divTrunc(low + high, 2n)
    if (await opens(middle)) high = middle
    else low = middle
  }
  return high
}

/** Many accounts in a transaction, many transactions in a block. */
async function sendAll(chain: LoadChain, openings: readonly (readonly Hex[])[]): Promise<void> {
  const calls = []
  for (let i = 0; i < openings.length; i += ACCOUNTS_PER_TRANSACTION) {
    const args = [openings.slice(i, i + ACCOUNTS_PER_TRANSACTION).flat()] as const
    const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'multicall', args })
    calls.push({ to: chain.set.clearinghouse, data, gas: GAS_PER_TRANSACTION })
  }
  for (let i = 0; i < calls.length; i += IN_FLIGHT) {
    await sendEach(chain, calls.slice(i, i + IN_FLIGHT))
  }
}

async function sendEach(
  { client, send, owner }: LoadChain,
  calls: readonly { to: Address; data: Hex; gas: bigint }[],
): Promise<void> {
  const first = await client.getTransactionCount({ address: owner })
  const hashes: Hex[] = []
  for (const [i, call] of calls.entries()) hashes.push(await send(call, first + i))
  for (const [i, hash] of hashes.entries()) {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status === 'success') continue
    const reason = await client.call({ account: owner, ...calls[i] }).then(() => 'none now', brief)
    throw new Error(`A transaction that opens accounts was reverted: ${reason}`)
  }
}
