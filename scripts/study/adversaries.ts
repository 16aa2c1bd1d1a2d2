import { strikeNear, writersDeposit } from './crowd'
import { WINDOWS, type Hour } from './paths'
import type { Account, Leg, Protocol } from './protocol'

export const adversaries = [
  ...(['foresight', 'gradual', 'sandwich', 'weekend', 'overnight', 'split'] as const),
  ...(['waiter', 'news', 'selfLiquidation'] as const),
]
export type Adversary = (typeof adversaries)[number]
/** Those who are given more than the protocol is to withstand: their profit is a bound, not a figure with a target. */
export const bounds: readonly Adversary[] = ['news']

const LARGEST = 4_000_000
const SMALLEST = 20_000
/** A foreseen jump worth acting on; log return. */
const WORTH = 0.003
/** How deep in the money adversaries buy: near the end of what is listed. */
const DEPTH = 0.17
/** Windows that a move goes on for on average, when it may go back at any time. */
const MEAN_RUN = 4
const SPLIT = { notional: 300_000, everyHours: 720 }
const WEEKEND_NOTIONAL = 500_000
/** A round trip takes two requests, each executed within the keepers' latency of 2 s after the delay of 3 s. */
const WAITER = { notional: 100_000, tripsPerStep: 1440, executable: 0.2 }
const SELF_NOTIONAL = 1_000_000
/** Relative move of the price after which options are no longer deep enough. */
const RENEW = 0.05

/** A foreseen move: which underlying and its log return. */
interface Foreseen {
  readonly asset: 0 | 1
  readonly move: number
}

function logMoves({ before, after }: Hour): [number, number] {
  return [Math.log(after[0] / before[0]), Math.log(after[1] / before[1])]
}

function larger(hour: Hour): Foreseen {
  const moves = logMoves(hour)
  const asset = Math.abs(moves[0]) >= Math.abs(moves[1]) ? 0 : 1
  return { asset, move: moves[asset] }
}

export function worthActing(hour: Hour): boolean {
  return Math.abs(larger(hour).move) > WORTH
}

function moveTo(protocol: Protocol, spot: readonly [number, number]): void {
  protocol.spot = [...spot]
  protocol.revalue()
}

/** What a round trip costs, as a fraction of notional: both fees and what old prices of the stock cost on the premium. */
function tripCost(protocol: Protocol): number {
  return 2 * (protocol.terms.baseFee + DEPTH * protocol.spread)
}

/** Buys an option deep in the money; undefined if that is refused, and then nothing has been paid. */
function buyDeep(protocol: Protocol, asset: 0 | 1, up: boolean, notional: number, period: 0 | 1) {
  const market = protocol.markets[asset * 2 + period]
  if (market === undefined) return undefined
  const spot = protocol.spot[asset]
  const paid = protocol.tokens(notional * 0.5)
  const account = protocol.open(paid)
  const strike = strikeNear(market, spot * (up ? 1 - DEPTH : 1 + DEPTH))
  if (protocol.trade(account, [{ market, strike, isPut: !up, quantity: notional / spot }], true)) {
    protocol.payReward(account)
    return { account, paid, notional }
  }
  protocol.leave(account)
  return undefined
}

/** As much of it as capacity allows. The size is found when it is executed: more than whoever asks for it can know. */
function buyMost(protocol: Protocol, asset: 0 | 1, up: boolean) {
  for (let notional = LARGEST; notional > SMALLEST; notional /= 2) {
    const bought = buyDeep(protocol, asset, up, notional, 0)
    if (bought !== undefined) return bought
  }
  return undefined
}

/**
 * Knows the next window of two seconds. Buys as deep in the money as is listed and as much as capacity allows when a move begins,
 * holds while windows go on in its direction, then sells; each is executed `protocol.windows` windows after it is asked for.
 */
export class Foresight {
  profit = 0
  private account: Account | undefined
  private up = false

  constructor(private readonly protocol: Protocol) {}

  /** Moves the price from `before` by the given parts of the jump. */
  jump(hour: Hour, parts: readonly number[]): void {
    const { windows } = this.protocol
    const { asset, move } = larger(hour)
    const moves = logMoves(hour)
    const path = [...parts, ...Array.from({ length: 2 * windows + 2 }, () => 0)]
    let gone = 0
    let executedAt: number | undefined
    for (const [window, part] of path.entries()) {
      if (executedAt === undefined && this.wants(part * move, window, parts.length)) executedAt = window + windows
      if (executedAt === window) {
        executedAt = undefined
        const at = (i: 0 | 1) => hour.before[i] * Math.exp(moves[i] * gone)
        moveTo(this.protocol, [at(0), at(1)])
        this.execute(asset)
      }
      gone += part
    }
    moveTo(this.protocol, [hour.before[0] * Math.exp(moves[0] * gone), hour.before[1] * Math.exp(moves[1] * gone)])
  }

  /** Whether it asks for a trade, knowing the next move alone. */
  private wants(next: number, window: number, length: number): boolean {
    if (this.account !== undefined) return this.up ? next <= 0 : next >= 0
    // What goes back goes back within one window, which is over before a request is executed.
    if (window > 0 && this.protocol.windows > 0) return false
    this.up = next > 0
    const hoped = window === 0 ? this.hoped(length) : 1
    return Math.abs(next) * hoped >= tripCost(this.protocol)
  }

  /** For how many windows like the first one it hopes. */
  private hoped(length: number): number {
    const { windows } = this.protocol
    if (length === 1) return 1
    return windows === 0 ? MEAN_RUN : WINDOWS - windows
  }

  private execute(asset: 0 | 1): void {
    const { price } = this.protocol.stock
    if (this.account !== undefined) {
      this.profit += this.protocol.leave(this.account) * price
      this.account = undefined
      return
    }
    const bought = buyMost(this.protocol, asset, this.up)
    if (bought === undefined) return
    this.account = bought.account
    this.profit -= bought.paid * price
  }
}

/** Asks to deposit as much as the pool owns before a jump from which LPs gain, and to withdraw right after. */
export class Sandwich {
  profit = 0

  constructor(private readonly protocol: Protocol) {}

  jump({ after }: Hour): void {
    const { protocol } = this
    const early = protocol.assets + protocol.lpMargin
    const stake = protocol.assets
    moveTo(protocol, after)
    if (early <= 0 || protocol.supply <= 0) return
    // It foresees a loss as well, and then stays away; asking first, it acts as if it were still in time.
    const foreseen = this.gain(stake, early)
    if (foreseen <= 0) return
    const gain = protocol.windows > 0 ? this.gain(stake, protocol.assets + protocol.lpMargin) : foreseen
    if (gain > protocol.pool) return
    protocol.pool -= gain
    protocol.figures.withdrawn += gain
    this.profit += gain * protocol.stock.price - 2 * protocol.reward
  }

  /** Tokens gained by leaving now after `stake` tokens came in when the pool was worth `entry` to whoever enters. */
  private gain(stake: number, entry: number): number {
    const { protocol } = this
    const part = stake / (entry + stake)
    const back = Math.min(part * (protocol.assets + stake - protocol.lpMargin), protocol.freeCash + stake)
    return back - stake
  }
}

/** Knows from an hour of Monday on what the stock is worth, before the exchange opens; UTC. */
export class Weekend {
  profit = 0
  private account: Account | undefined
  private deposited = 0

  constructor(
    private readonly protocol: Protocol,
    private readonly from: number,
  ) {}

  step(hour: number, { stock, open }: Hour): void {
    if (Math.floor(hour / 24) % 7 !== 0) return
    if (open) this.leave()
    else if (hour % 24 >= this.from && hour % 24 < 14) this.enter(stock / this.protocol.stock.price - 1)
  }

  private enter(gap: number): void {
    const market = this.protocol.markets[1]
    if (market === undefined || this.account !== undefined || !this.protocol.openable) return
    if (Math.abs(gap) < this.protocol.spread + 0.02) return
    const spot = this.protocol.spot[0]
    const strike = strikeNear(market, spot)
    const quantity = (gap < 0 ? 1 : -1) * (WEEKEND_NOTIONAL / spot)
    const legs: Leg[] = [false, true].map((isPut) => ({ market, strike, isPut, quantity }))
    this.deposited = gap < 0 ? this.protocol.tokens(WEEKEND_NOTIONAL) : 1.2 * writersDeposit(this.protocol, legs)
    this.account = this.protocol.open(this.deposited)
    if (this.protocol.execute(this.account, legs, true)) return
    this.protocol.leave(this.account)
    this.account = undefined
  }

  private leave(): void {
    if (this.account === undefined) return
    const tokens = this.protocol.leave(this.account)
    this.profit += (tokens - this.deposited) * this.protocol.stock.price
    this.account = undefined
  }
}

/** Holds a strangle in one account and writes it in another at the least margin: gains when the second cannot pay. */
export class Split {
  profit = 0
  private pair: Account[] = []
  private deposited = 0

  constructor(private readonly protocol: Protocol) {}

  step(hour: number): void {
    if (hour % SPLIT.everyHours !== 0) return
    this.leave()
    const market = this.protocol.markets[1]
    if (market === undefined) return
    const spot = this.protocol.spot[0]
    const strangle = (sign: number): Leg[] => [
      { market, strike: strikeNear(market, spot * 0.9), isPut: true, quantity: (sign * SPLIT.notional) / spot },
      { market, strike: strikeNear(market, spot * 1.1), isPut: false, quantity: (sign * SPLIT.notional) / spot },
    ]
    const needed = [this.protocol.tokens(SPLIT.notional * 0.5), 1.02 * writersDeposit(this.protocol, strangle(-1))]
    const pair = needed.map((tokens) => this.protocol.open(tokens))
    const [long, short] = pair
    if (long === undefined || short === undefined) return
    this.deposited = needed.reduce((sum, tokens) => sum + tokens, 0)
    this.pair = pair
    const opened = this.protocol.execute(long, strangle(1), true) && this.protocol.execute(short, strangle(-1), true)
    if (!opened) this.leave()
  }

  leave(): void {
    const back = this.pair.reduce((sum, account) => sum + this.protocol.leave(account), 0)
    if (this.pair.length > 0) this.profit += (back - this.deposited) * this.protocol.stock.price
    this.pair = []
  }
}

/**
 * Asks to buy and to sell around the clock, so that one of its requests may be executed while it foresees a jump and the keepers do
 * not: then it executes it itself, at the old price. It rests while the stock's price is old, which would cost it more. One round
 * trip is made each step and counts for all that fit into it.
 */
export class Waiter {
  profit = 0

  constructor(private readonly protocol: Protocol) {}

  step(): void {
    if (this.protocol.spread > 0) return
    this.profit += WAITER.tripsPerStep * this.trip(0, true, this.protocol.spot)
  }

  jump(hour: Hour): void {
    if (this.protocol.spread > 0) return moveTo(this.protocol, hour.after)
    const { asset, move } = larger(hour)
    this.profit += WAITER.executable * this.trip(asset, move > 0, hour.after)
  }

  /** USD gained by buying now and selling at `then`. */
  private trip(asset: 0 | 1, up: boolean, then: readonly [number, number]): number {
    const { protocol } = this
    const bought = buyDeep(protocol, asset, up, WAITER.notional, 0)
    moveTo(protocol, then)
    return bought === undefined ? 0 : (protocol.leave(bought.account) - bought.paid) * protocol.stock.price
  }
}

/**
 * Knows the second of every jump long before, its direction two seconds before. Asks for calls in one account and puts in another,
 * executes the right ones itself at the last price before the jump; the keepers execute the others after it. A bound: it is given
 * more than two seconds of foresight, and executors who are two seconds late.
 */
export class News {
  profit = 0

  constructor(private readonly protocol: Protocol) {}

  jump(hour: Hour): void {
    const { protocol } = this
    const { asset, move } = larger(hour)
    if (Math.abs(move) < 2 * tripCost(protocol)) return moveTo(protocol, hour.after)
    const right = buyMost(protocol, asset, move > 0)
    moveTo(protocol, hour.after)
    if (right === undefined) return
    const wrong = buyDeep(protocol, asset, move < 0, right.notional, 0)
    for (const bought of [right, wrong]) {
      if (bought !== undefined) this.profit += (protocol.leave(bought.account) - bought.paid) * protocol.stock.price
    }
  }
}

/**
 * Holds deep calls in one account and deep puts in another, and pays funding from second to second. Foreseeing a jump it lets the
 * account that would lose run out of cash and has it closed as exhausted, at the old price if it can.
 */
export class SelfLiquidation {
  profit = 0
  private readonly held = new Map<string, { account: Account; spot: number }>()

  constructor(private readonly protocol: Protocol) {}

  step(): void {
    for (const asset of [0, 1] as const) {
      for (const up of [true, false]) this.keep(asset, up)
    }
  }

  jump(hour: Hour): void {
    const moves = logMoves(hour)
    const worth = ([0, 1] as const).filter((asset) => Math.abs(moves[asset]) > tripCost(this.protocol))
    if (this.isLate) moveTo(this.protocol, hour.after)
    for (const asset of worth) this.close(asset, moves[asset] < 0)
    moveTo(this.protocol, hour.after)
    for (const asset of worth) this.keep(asset, moves[asset] < 0)
  }

  leave(): void {
    for (const [key, { account }] of this.held) {
      this.profit += this.protocol.leave(account) * this.protocol.stock.price
      this.held.delete(key)
    }
  }

  /**
   * Whether the jump is over when an account is closed for which it stops paying now. Where late cash counts it is not: it keeps its
   * accounts so far behind that they could be closed a moment later, and pays again and again just in time.
   */
  private get isLate(): boolean {
    const { exhaustedSeconds, lateCash } = this.protocol.terms
    return exhaustedSeconds > 0 && lateCash === 0
  }

  private close(asset: 0 | 1, up: boolean): void {
    const held = this.held.get(`${asset}${up}`)
    if (held === undefined) return
    const reward = this.protocol.closeAtOnce(held.account)
    this.profit += (reward + this.protocol.leave(held.account)) * this.protocol.stock.price
    this.held.delete(`${asset}${up}`)
  }

  private keep(asset: 0 | 1, up: boolean): void {
    const { protocol } = this
    const { price } = protocol.stock
    const key = `${asset}${up}`
    const held = this.held.get(key)
    const spot = protocol.spot[asset]
    const deep = held !== undefined && Math.abs(spot / held.spot - 1) < RENEW
    if (held !== undefined) this.profit -= protocol.topUp(held.account) * price
    // It renews while the exchange is open: an old price of the stock costs more than waiting.
    if (deep || protocol.spread > 0) return
    if (held !== undefined) this.profit += protocol.leave(held.account) * price
    this.held.delete(key)
    const bought = buyDeep(protocol, asset, up, SELF_NOTIONAL, 1)
    if (bought === undefined) return
    this.profit -= bought.paid * price
    this.held.set(key, { account: bought.account, spot })
  }
}
