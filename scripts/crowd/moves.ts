import { encodeFunctionData, maxUint256, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { encodeAccount } from '@/lib/chain/series'
import type { Address } from '@/lib/chain/deployment'
import type { Entry, Holding } from './diary'
import type { Scene } from './scene'

/** What people do, as transactions. */

export interface Call {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  /** Gas limit, where that of any single step is too low. */
  readonly gas?: bigint
}

export interface Move {
  readonly calls: readonly Call[]
  /** Whether the last call only asks for what is then executed at the next price. */
  readonly asks: boolean
  /** What to write down once all calls have succeeded. */
  readonly note: (entry: Entry) => void
  /** What to write down once what was asked for has come to pass, too; at once where nothing waits. */
  readonly noteDone: (entry: Entry) => void
}

export interface Leg {
  readonly series: bigint
  readonly quantity: bigint
}

const DAY = 86_400
const DEADLINE = 600
/** Wei that the local price contract takes for one update. */
const UPDATE_FEE = 1n
const nothing = () => undefined

/** Takes the faucet and pays everything into the account or a pool. */
export function claimAndPay(scene: Scene, into: 'clearinghouse' | 'mainPool' | 'insurancePool'): Move {
  const { set, time, faucetAmount, entry } = scene
  const target = set[into]
  const approve = { to: set.token, value: 0n, data: encodeApproval(target) }
  return {
    calls: [
      { to: set.token, value: 0n, data: encodeFunctionData({ abi: demoStockTokenAbi, functionName: 'claim' }) },
      ...(entry.approved.includes(target) ? [] : [approve]),
      { to: target, value: 0n, data: encodePayment(scene, into, faucetAmount) },
    ],
    asks: into === 'mainPool' && scene.delay > 0,
    note: (entry) => {
      entry.faucetReadyAt = time + DAY
      entry.claims += 1
      if (!entry.approved.includes(target)) entry.approved.push(target)
    },
    noteDone: nothing,
  }
}

function encodeApproval(spender: Address): Hex {
  return encodeFunctionData({ abi: demoStockTokenAbi, functionName: 'approve', args: [spender, maxUint256] })
}

function encodePayment(
  { person, delay }: Scene,
  into: 'clearinghouse' | 'mainPool' | 'insurancePool',
  amount: bigint,
): Hex {
  const owner = person.account.address
  if (into === 'clearinghouse') {
    const args = [encodeAccount(owner), amount] as const
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'deposit', args })
  }
  if (into === 'mainPool' && delay > 0) {
    return encodeFunctionData({ abi: mainPoolAbi, functionName: 'requestDeposit', args: [amount, 0n] })
  }
  return encodeFunctionData({ abi: mainPoolAbi, functionName: 'deposit', args: [amount, owner] })
}

/** Takes margin out, to the person's own address. */
export function withdraw({ person, set }: Scene, amount: bigint): Move {
  const owner = person.account.address
  const args = [encodeAccount(owner), amount, owner] as const
  const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'withdraw', args })
  return { calls: [{ to: set.clearinghouse, data, value: 0n }], asks: false, note: nothing, noteDone: nothing }
}

/**
 * Trades, or asks for the trade where that is executed later.
 * @param limit most tokens that the trade may cost, negative: least it must bring; smallest units.
 */
function trade({ person, set, time, updates, delay }: Scene, legs: readonly Leg[], limit: bigint): Call {
  const order = [encodeAccount(person.account.address), legs, limit, BigInt(time + DEADLINE)] as const
  const to = set.clearinghouse
  if (delay > 0) {
    return { to, data: encodeFunctionData({ abi: clearinghouseAbi, functionName: 'request', args: order }), value: 0n }
  }
  const args = [...order, updates] as const
  const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'trade', args })
  return { to, data, value: UPDATE_FEE * BigInt(updates.length) }
}

export function open(scene: Scene, legs: readonly Leg[], { limit, until }: { limit: bigint; until: number }): Move {
  const held = legs.map(({ series, quantity }) => ({ series: series.toString(), quantity: quantity.toString() }))
  return {
    calls: [trade(scene, legs, limit)],
    asks: scene.delay > 0,
    note: nothing,
    noteDone: (entry) => {
      entry.holdings.push({ legs: held, until })
    },
  }
}

/** Closes what is left of a holding: a liquidation may have taken part of it. */
export function close(scene: Scene, holding: Holding, limit: bigint): Move {
  const legs = remaining(scene, holding).map(({ series, quantity }) => ({ series, quantity: -quantity }))
  return {
    calls: legs.length === 0 ? [] : [trade(scene, legs, limit)],
    asks: legs.length > 0 && scene.delay > 0,
    note: nothing,
    noteDone: (entry) => {
      entry.holdings = entry.holdings.filter((other) => other !== holding)
    },
  }
}

export function remaining({ standing }: Scene, holding: Holding): readonly Leg[] {
  return holding.legs
    .map(({ series, quantity }) => {
      const held = standing.positions.get(BigInt(series)) ?? 0n
      return { series: BigInt(series), quantity: nearerToZero(BigInt(quantity), held) }
    })
    .filter(({ quantity }) => quantity !== 0n)
}

function nearerToZero(wanted: bigint, held: bigint): bigint {
  if (wanted > 0n) return held <= 0n ? 0n : held < wanted ? held : wanted
  return held >= 0n ? 0n : held > wanted ? held : wanted
}

/** Leaves the main pool with so many shares. */
export function leavePool({ person, set, delay }: Scene, shares: bigint): Move {
  const owner = person.account.address
  const data =
    delay > 0
      ? encodeFunctionData({ abi: mainPoolAbi, functionName: 'requestRedeem', args: [shares, 0n] })
      : encodeFunctionData({ abi: mainPoolAbi, functionName: 'redeem', args: [shares, owner, owner] })
  return { calls: [{ to: set.mainPool, data, value: 0n }], asks: delay > 0, note: nothing, noteDone: nothing }
}

/** Takes a stake whose cooldown is over. */
export function unstake({ person, set }: Scene, shares: bigint): Move {
  const owner = person.account.address
  const data = encodeFunctionData({ abi: insurancePoolAbi, functionName: 'redeem', args: [shares, owner, owner] })
  return {
    calls: [{ to: set.insurancePool, data, value: 0n }],
    asks: false,
    note: (entry) => {
      entry.requestedAt = 0
    },
    noteDone: nothing,
  }
}

/** Asks for the end of a stake's cooldown; no shares: takes the request back. */
export function requestUnstake({ set, time }: Scene, shares: bigint): Move {
  const data = encodeFunctionData({ abi: insurancePoolAbi, functionName: 'requestWithdrawal', args: [shares] })
  return {
    calls: [{ to: set.insurancePool, data, value: 0n }],
    asks: false,
    note: (entry) => {
      entry.requestedAt = shares === 0n ? 0 : time
    },
    noteDone: nothing,
  }
}
