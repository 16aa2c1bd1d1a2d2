import { strikeNear, writersDeposit } from './crowd'
import type { Hour } from './paths'
import type { Account, Leg, Protocol } from './protocol'

export const adversaries = ['foresight', 'gradual', 'sandwich', 'weekend', 'split'] as const
export type Adversary = (typeof adversaries)[number]

const LARGEST = 4_000_000
const SMALLEST = 20_000
/** A foreseen jump worth acting on; log return. */
const WORTH = 0.003
/** Windows of two seconds over which a gradual jump unfolds (a minute). */
const WINDOWS = 30
const SPLIT = { notional: 300_000, everyHours: 720 }
const WEEKEND_NOTIONAL = 500_000

/** Knows two seconds ahead; buys as deep in the money as is listed and as much as capacity allows, and sells right after. */
export class Foresight {
  profit = 0

  constructor(private readonly protocol: Protocol) {}

  /** Moves the price from `before` to `after` in `windows` equal moves, trading around each. */
  jump({ before, after }: Hour, windows: number): void {
    const moves = [0, 1].map((i) => Math.log((after[i] ?? 1) / (before[i] ?? 1)))
    const asset = Math.abs(moves[0] ?? 0) >= Math.abs(moves[1] ?? 0) ? 0 : 1
    for (let window = 1; window <= windows; window++) {
      const account = this.enter(asset, (moves[asset] ?? 0) > 0, Math.abs(moves[asset] ?? 0) / windows)
      const part = (i: 0 | 1) => before[i] * Math.exp(((moves[i] ?? 0) * window) / windows)
      this.protocol.spot = [part(0), part(1)]
      this.protocol.revalue()
      if (account !== undefined) this.profit += leaveAll(this.protocol, account) * this.protocol.stock.price
    }
  }

  private enter(asset: 0 | 1, up: boolean, move: number): Account | undefined {
    const market = this.protocol.markets[asset * 2]
    // A move that both fees would eat up is left alone.
    if (market === undefined || move < 2 * this.protocol.terms.baseFee) return undefined
    const spot = this.protocol.spot[asset]
    const strike = strikeNear(market, spot * (up ? 0.83 : 1.17))
    for (let notional = LARGEST; notional > SMALLEST; notional /= 2) {
      const tokens = this.protocol.tokens(notional * 0.5)
      const account = this.protocol.open(tokens)
      const legs = [{ market, strike, isPut: !up, quantity: notional / spot }]
      if (this.protocol.trade(account, legs, true)) {
        this.profit -= tokens * this.protocol.stock.price
        return account
      }
      this.protocol.leave(account)
    }
    return undefined
  }
}

/** Deposits as much as the pool owns just before a jump and withdraws right after. */
export class Sandwich {
  profit = 0

  constructor(private readonly protocol: Protocol) {}

  jump({ after }: Hour): void {
    const { protocol } = this
    const entry = protocol.assets + protocol.lpMargin
    const stake = protocol.assets
    protocol.spot = [...after]
    protocol.revalue()
    if (entry <= 0 || protocol.supply <= 0) return
    const part = stake / (entry + stake)
    const back = Math.min(part * (protocol.assets + stake - protocol.lpMargin), protocol.freeCash + stake)
    const gain = back - stake
    // It foresees a loss as well, and then stays away.
    if (gain <= 0 || gain > protocol.pool) return
    protocol.pool -= gain
    protocol.figures.withdrawn += gain
    this.profit += gain * protocol.stock.price
  }
}

/** Knows on Monday, an hour before the exchange opens, what the stock will be worth. */
export class Weekend {
  profit = 0
  private account: Account | undefined
  private deposited = 0

  constructor(private readonly protocol: Protocol) {}

  step(hour: number, { stock }: Hour): void {
    const monday = Math.floor(hour / 24) % 7 === 0
    if (monday && hour % 24 === 13) this.enter(stock / this.protocol.stock.price - 1)
    if (monday && hour % 24 >= 14 && this.account !== undefined) this.leave()
  }

  private enter(gap: number): void {
    const market = this.protocol.markets[1]
    if (market === undefined || Math.abs(gap) < this.protocol.spread + 0.02) return
    const spot = this.protocol.spot[0]
    const strike = strikeNear(market, spot)
    const quantity = (gap < 0 ? 1 : -1) * (WEEKEND_NOTIONAL / spot)
    const legs: Leg[] = [false, true].map((isPut) => ({ market, strike, isPut, quantity }))
    this.deposited = gap < 0 ? this.protocol.tokens(WEEKEND_NOTIONAL) : 1.2 * writersDeposit(this.protocol, legs)
    this.account = this.protocol.open(this.deposited)
    if (this.protocol.trade(this.account, legs, true)) return
    this.protocol.leave(this.account)
    this.account = undefined
  }

  private leave(): void {
    if (this.account === undefined) return
    const tokens = leaveAll(this.protocol, this.account)
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
    const opened = this.protocol.trade(long, strangle(1), true) && this.protocol.trade(short, strangle(-1), true)
    if (!opened) this.leave()
  }

  leave(): void {
    const back = this.pair.reduce((sum, account) => sum + leaveAll(this.protocol, account), 0)
    if (this.pair.length > 0) this.profit += (back - this.deposited) * this.protocol.stock.price
    this.pair = []
  }
}

export function worthActing({ before, after }: Hour): boolean {
  return [0, 1].some((i) => Math.abs(Math.log((after[i] ?? 1) / (before[i] ?? 1))) > WORTH)
}

export const GRADUAL_WINDOWS = WINDOWS

/** Tokens got back; an account that owes more than it has is left to liquidation and gives nothing back. */
function leaveAll(protocol: Protocol, account: Account): number {
  return protocol.leave(account)
}
