import type { Account, Leg, Protocol } from './protocol'
import type { Market } from './book'
import type { Random } from './random'

/** Who trades and how often; chosen before the first run and not changed after it. Per step of four hours; hours; USD. */
const ARRIVALS = { buyers: 0.5, writers: 0.25, momentum: 0.3 }
const HOLDING = { buyers: 240, writers: 336, momentum: 48 }
const NOTIONAL = { median: 25_000, deviation: 0.8 }
const MOMENTUM_MOVE = 0.04
/** Bought calls per bought option: crowds are bullish. */
const CALLS = 0.6
const GRID = [5_000, 250] as const

interface Holding {
  readonly account: Account
  readonly until: number
}

export function strikeNear(market: Market, price: number): number {
  return Math.max(Math.round(price / GRID[market.asset]), 1) * GRID[market.asset]
}

/** Buyers, writers, followers of momentum. */
export class Crowd {
  private holdings: Holding[] = []

  constructor(
    private readonly protocol: Protocol,
    private readonly random: Random,
  ) {}

  step(hour: number, dayReturn: readonly [number, number]): void {
    this.holdings = this.holdings.filter(({ account, until }) => {
      if (hour < until && account.positions.length > 0) return true
      this.protocol.leave(account)
      return this.protocol.accounts.has(account)
    })
    if (this.random.happens(ARRIVALS.buyers)) this.buy(hour, this.random.happens(CALLS), HOLDING.buyers, this.market())
    if (this.random.happens(ARRIVALS.writers)) this.write(hour)
    for (const asset of [0, 1] as const) {
      const move = dayReturn[asset]
      if (Math.abs(move) < MOMENTUM_MOVE || !this.random.happens(ARRIVALS.momentum)) continue
      const market = this.protocol.markets[asset * 2]
      if (market !== undefined) this.buy(hour, move > 0, HOLDING.momentum, market)
    }
  }

  private market(): Market {
    const { markets } = this.protocol
    const market = markets[Math.floor(this.random.uniform() * markets.length)]
    if (market === undefined) throw new RangeError('no market')
    return market
  }

  private quantity(spot: number): number {
    return (NOTIONAL.median * Math.exp(NOTIONAL.deviation * this.random.normal())) / spot
  }

  private buy(hour: number, isCall: boolean, holding: number, market: Market): void {
    const spot = this.protocol.spot[market.asset]
    const strike = strikeNear(market, spot * (1 + (this.random.uniform() - 0.5) * 0.2))
    const legs = [{ market, strike, isPut: !isCall, quantity: this.quantity(spot) }]
    const value = market.mark(spot, this.protocol.sigma[market.asset], strike, !isCall) * (legs[0]?.quantity ?? 0)
    this.enter(hour, holding, legs, this.protocol.tokens(Math.max(value, 0) * (1.5 + 4 * this.random.uniform())))
  }

  private write(hour: number): void {
    const market = this.market()
    const spot = this.protocol.spot[market.asset]
    const quantity = this.quantity(spot)
    const kind = this.random.uniform()
    const put = strikeNear(market, spot * 0.92)
    const call = strikeNear(market, spot * 1.08)
    const legs: Leg[] = []
    if (kind < 0.75) legs.push({ market, strike: put, isPut: true, quantity: -quantity })
    if (kind > 0.4) legs.push({ market, strike: call, isPut: false, quantity: -quantity })
    if (kind > 0.9) legs.push({ market, strike: strikeNear(market, spot * 1.16), isPut: false, quantity })
    this.enter(hour, HOLDING.writers, legs, writersDeposit(this.protocol, legs) * (1.1 + 1.4 * this.random.uniform()))
  }

  private enter(hour: number, holding: number, legs: readonly Leg[], tokens: number): void {
    const until = hour + this.random.exponential(holding)
    const account = this.protocol.open(tokens)
    if (!this.protocol.execute(account, legs, true)) this.protocol.leave(account)
    else this.holdings.push({ account, until })
  }
}

/** Tokens that just cover the initial margin, premium not counted. */
export function writersDeposit(protocol: Protocol, legs: readonly Leg[]): number {
  const bare = protocol.health(
    0,
    legs.map((leg) => ({ ...leg, entry: 0 })),
  )
  const { haircut, collateralShock } = protocol.terms
  return protocol.tokens((bare.initialMargin - bare.worth) / ((1 - haircut) * (1 - collateralShock)))
}
