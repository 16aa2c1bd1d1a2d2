import { BaseError, ContractFunctionRevertedError, type Hex, type PublicClient } from 'viem'
import { allErrorsAbi } from '@/contracts-abi/errors'
import { lensAbi } from '@/contracts-abi/Lens'
import { riskLensAbi } from '@/contracts-abi/RiskLens'
import type { Deployment } from '@/lib/chain/deployment'
import { chainPrice } from '@/lib/chain/market-inputs'
import { riskAccountOf } from '@/lib/chain/risk-inputs'
import { encodeSeries, ownerOf } from '@/lib/chain/series'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { abs, divTrunc } from '@/lib/core/fixed-point'
import { afterTrade, liquidationPrices, type Health, type RiskAccount, type RiskLeg } from '@/lib/core/risk'

/** What RiskLens says of accounts that live on a chain, beside what `lib/core/risk` makes of the same block's figures. */

export interface LensComparison {
  readonly accounts: number
  /** Trades tried, and how many of them the contract would carry out. */
  readonly trades: number
  readonly passing: number
  readonly prices: number
  /** What differs, in words. */
  readonly mismatches: readonly string[]
}

interface Block {
  readonly client: PublicClient
  readonly deployment: Deployment
  readonly number: bigint
  readonly overview: Overview
}

interface Subject {
  readonly id: Hex
  readonly house: Hex
  readonly set: SetView
  readonly account: RiskAccount
}

export async function compareLens(
  client: PublicClient,
  deployment: Deployment,
  accounts: readonly Hex[],
): Promise<LensComparison> {
  const number = await client.getBlockNumber({ cacheTime: 0 })
  const lens = { address: deployment.lens, abi: lensAbi, blockNumber: number } as const
  const overview = await client.readContract({ ...lens, functionName: 'overview' })
  const block = { client, deployment, number, overview }
  const found = await Promise.all(accounts.map((id) => subjectsOf(block, id)))
  const subjects = found.flat()
  let [trades, passing, prices] = [0, 0, 0]
  const mismatches: string[] = []
  for (const subject of subjects) {
    const judged = await comparePrices(block, subject)
    prices += judged.prices
    mismatches.push(...judged.mismatches)
    for (const legs of tradesOf(subject.account)) {
      const answer = await compareTrade(block, subject, legs)
      trades++
      if (answer.passes) passing++
      mismatches.push(...answer.mismatches)
    }
  }
  return { accounts: subjects.length, trades, passing, prices, mismatches }
}

/** An owner's account in every set in which it holds something. */
async function subjectsOf({ client, deployment, number, overview }: Block, id: Hex): Promise<readonly Subject[]> {
  const user = await client.readContract({
    address: deployment.lens,
    abi: lensAbi,
    functionName: 'user',
    args: [ownerOf(id), BigInt(`0x${id.slice(42)}`)],
    blockNumber: number,
  })
  return overview.sets.flatMap((set, i): Subject[] => {
    const view = user.sets[i]
    if (view === undefined || view.account.positions.length === 0) return []
    const priceOf = (asset: number) => chainPrice(overview, asset)
    const account = riskAccountOf({ overview, set, account: view.account, priceOf, now: overview.blockTime })
    return account === undefined ? [] : [{ id, house: set.clearinghouse, set, account }]
  })
}

async function comparePrices({ client, deployment, number }: Block, { id, house, account }: Subject) {
  const answer = await client.readContract({
    address: deployment.riskLens,
    abi: riskLensAbi,
    functionName: 'liquidationPrices',
    args: [house, id],
    blockNumber: number,
  })
  const chain = answer.map(({ asset, price, below, above }) => [Number(asset), price, below, above].join())
  const ours = liquidationPrices(account).map(({ asset, price, below = 0n, above = 0n }) =>
    [asset, price, below, above].join(),
  )
  const same = [...chain].sort().join(' ') === [...ours].sort().join(' ')
  const words = `liquidation prices of ${id}: ${chain.join(' ')} on chain, ${ours.join(' ')} here`
  return { prices: chain.length, mismatches: same ? [] : [words] }
}

/** Half of what is held closed, twice of it opened, a spread added, and a straddle written. */
function tradesOf({ positions }: RiskAccount): readonly (readonly RiskLeg[])[] {
  const [first] = positions
  if (first === undefined) return []
  const { market, strike, isPut, quantity } = first
  const leg = { market, strike, isPut }
  const size = abs(quantity)
  return [
    positions.map((each) => ({ ...legOf(each), quantity: divTrunc(0n - each.quantity, 2n) })),
    [{ ...leg, quantity: 2n * quantity }],
    [
      { ...leg, quantity: size },
      { ...leg, isPut: !isPut, quantity: 0n - size },
    ],
    [
      { ...leg, isPut: false, quantity: 0n - size },
      { ...leg, isPut: true, quantity: 0n - size },
    ],
  ]
}

function legOf({ market, strike, isPut }: RiskLeg): Omit<RiskLeg, 'quantity'> {
  return { market, strike, isPut }
}

async function compareTrade({ client, deployment, number }: Block, subject: Subject, legs: readonly RiskLeg[]) {
  const { id, house, account } = subject
  const ours = afterTrade(account, legs)
  const coded = legs.map((leg) => ({ series: encodeSeries(leg), quantity: leg.quantity }))
  try {
    const { result } = await client.simulateContract({
      address: deployment.riskLens,
      abi: [...riskLensAbi, ...allErrorsAbi],
      functionName: 'marginAfter',
      args: [house, id, coded],
      blockNumber: number,
    })
    const chain = figuresOf(result.cost, result.funding, result.margin)
    const here = figuresOf(ours.cost, ours.funding, ours.health)
    const same = chain === here && ours.refusals.length === 0
    const words = `trade of ${id}: ${chain} on chain, ${here} here (${ours.refusals.join()})`
    return { passes: true, mismatches: same ? [] : [words] }
  } catch (error) {
    const name = errorName(error)
    const known = ours.refusals.some((refusal) => refusal === name)
    const words = `trade of ${id}: ${name} on chain, ${ours.refusals.join() || 'passes'} here`
    return { passes: false, mismatches: known ? [] : [words] }
  }
}

function figuresOf(cost: bigint, funding: bigint, health: Health): string {
  const { equity, openingEquity, initialMargin, maintenanceMargin, cashMargin, worth, notional, value } = health
  return [
    cost,
    funding,
    equity,
    openingEquity,
    initialMargin,
    maintenanceMargin,
    cashMargin,
    worth,
    notional,
    value,
  ].join()
}

function errorName(error: unknown): string {
  const reverted =
    error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null
  if (reverted instanceof ContractFunctionRevertedError) return reverted.data?.errorName ?? 'an unnamed error'
  throw error
}
