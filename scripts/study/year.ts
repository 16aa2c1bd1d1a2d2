import {
  Foresight,
  News,
  Sandwich,
  SelfLiquidation,
  Split,
  Waiter,
  Weekend,
  worthActing,
  type Adversary,
} from './adversaries'
import { Crowd } from './crowd'
import type { StudyParameters } from './parameters'
import { atOnce, falseStarts, gradually, HOURS, makeYear, START, type Hour } from './paths'
import { Protocol } from './protocol'
import { Random } from './random'
import { VolatilityOracle } from './volatility'

const POOL_USD = 1_500_000
const INSURANCE_USD = 150_000
const STEP_HOURS = 4
/** A move of the hour after which liquidators look at once, not at the next step. */
const ALARM = 0.015
/** Hours of Monday, UTC: from the first price on venues that trade overnight, and from the first of the pre-market. */
const KNOWN = { overnight: 1, weekend: 9 }
/** Whoever acts on a jump. */
const MEETING = ['foresight', 'gradual', 'sandwich', 'waiter', 'news', 'selfLiquidation'] as const

export interface YearResult {
  /** Fractions of what was put in. */
  readonly returnTokens: number
  readonly returnUsd: number
  readonly holdUsd: number
  readonly drawdown: number
  /** USD of the last price. */
  readonly insuranceUsed: number
  readonly badDebt: number
  readonly settled: boolean
  readonly liquidations: number
  readonly trades: number
  readonly refused: number
  /** Of those refused: because the stock's price was too old. */
  readonly tooOld: number
  readonly profit: Readonly<Record<Adversary, number>>
  /** Tokens in the set that nobody brought, or that are missing. */
  readonly imbalance: number
}

class Year {
  private readonly random: Random
  private readonly hours: readonly Hour[]
  readonly protocol: Protocol
  private readonly oracles: readonly [VolatilityOracle, VolatilityOracle, VolatilityOracle]
  private readonly crowd: Crowd
  private readonly foresight: Foresight
  private readonly gradual: Foresight
  private readonly sandwich: Sandwich
  private readonly weekend: Weekend
  private readonly overnight: Weekend
  private readonly split: Split
  private readonly waiter: Waiter
  private readonly news: News
  private readonly selfLiquidation: SelfLiquidation
  private readonly chance: Random
  private published = 0
  private peak = 1
  private drawdown = 0

  constructor(
    terms: StudyParameters,
    seed: number,
    private readonly active: readonly Adversary[],
  ) {
    // Paths and crowd draw from separate streams, so that parameters are compared over the same years.
    this.hours = makeYear(new Random(seed * 2_654_435_761))
    this.random = new Random(seed * 40_503 + 17)
    this.chance = new Random(seed * 69_069 + 5)
    const protocol = new Protocol(terms)
    this.protocol = protocol
    this.oracles = [
      new VolatilityOracle(terms, 0.5, START[0]),
      new VolatilityOracle(terms, 0.68, START[1]),
      new VolatilityOracle(terms, 0.42, START[2]),
    ]
    this.crowd = new Crowd(protocol, this.random)
    this.foresight = new Foresight(protocol)
    this.gradual = new Foresight(protocol)
    this.sandwich = new Sandwich(protocol)
    this.weekend = new Weekend(protocol, KNOWN.weekend)
    this.overnight = new Weekend(protocol, KNOWN.overnight)
    this.split = new Split(protocol)
    this.waiter = new Waiter(protocol)
    this.news = new News(protocol)
    this.selfLiquidation = new SelfLiquidation(protocol)
    protocol.stock.price = START[2]
    protocol.pool = POOL_USD / START[2]
    protocol.insurance = INSURANCE_USD / START[2]
    protocol.supply = protocol.pool
    protocol.figures.deposited = protocol.pool + protocol.insurance
  }

  run(): YearResult {
    for (let hour = 0; hour < HOURS && !this.protocol.settled; hour++) {
      const now = this.hours[hour]
      if (now !== undefined) this.hour(hour, now)
    }
    return this.result()
  }

  private hour(hour: number, now: Hour): void {
    const { protocol } = this
    protocol.accrue(1 / HOURS)
    protocol.spot = [...now.before]
    this.publish(hour, now)
    protocol.sigma = [this.oracles[0].value, this.oracles[1].value]
    if (worthActing(now)) this.jump(now)
    protocol.spot = [...now.after]
    for (const i of [0, 1] as const) this.oracles[i].sample(now.after[i], hour)
    protocol.sigma = [this.oracles[0].value, this.oracles[1].value]
    if (hour % STEP_HOURS === 0) this.step(hour)
    else if (this.alarming(hour, now)) this.protect()
    this.weekends(hour, now)
  }

  private weekends(hour: number, now: Hour): void {
    if (Math.floor(hour / 24) % 7 !== 0 || hour % 24 > 16) return
    for (const name of ['weekend', 'overnight'] as const) {
      if (!this.active.includes(name)) continue
      this.protocol.revalue()
      this[name].step(hour, now)
    }
  }

  private publish(hour: number, now: Hour): void {
    const { stock } = this.protocol
    if (now.open) {
      stock.price = now.stock
      this.oracles[2].sample(now.stock, hour)
      this.published = hour
    }
    stock.sigma = this.oracles[2].value
    stock.ageYears = (hour - this.published) / HOURS
  }

  private jump(now: Hour): void {
    this.protocol.revalue()
    const able = MEETING.filter((name) => this.active.includes(name))
    const who = able[Math.floor(this.random.uniform() * able.length)]
    if (who === 'foresight') this.foresight.jump(now, atOnce)
    else if (who === 'gradual') this.unfold(now)
    else if (who !== undefined) this[who].jump(now)
  }

  private unfold(now: Hour): void {
    for (const start of falseStarts(this.chance, this.protocol.terms.falseStarts)) this.gradual.jump(now, start)
    this.gradual.jump(now, gradually)
  }

  private step(hour: number): void {
    const { protocol } = this
    this.protect()
    if (protocol.settled) return
    const day = this.hours[Math.max(hour - 24, 0)]?.after ?? protocol.spot
    this.crowd.step(hour, [Math.log(protocol.spot[0] / day[0]), Math.log(protocol.spot[1] / day[1])])
    if (this.active.includes('split')) this.split.step(hour)
    if (this.active.includes('waiter')) this.waiter.step()
    if (this.active.includes('selfLiquidation')) this.selfLiquidation.step()
    if (hour % 168 === 0) this.liquidityFlow()
    const value = protocol.assets / protocol.supply
    this.peak = Math.max(this.peak, value)
    this.drawdown = Math.max(this.drawdown, 1 - value / this.peak)
  }

  private protect(): void {
    this.protocol.touch()
    for (const account of this.protocol.accounts) {
      this.protocol.closeExhausted(account)
      this.protocol.liquidate(account)
    }
  }

  private alarming(hour: number, now: Hour): boolean {
    const last = this.hours[hour - 1]?.after ?? now.after
    return [0, 1].some((i) => Math.abs(Math.log((now.after[i] ?? 1) / (last[i] ?? 1))) > ALARM)
  }

  /** Liquidity comes and goes: each week some two percent of the pool, within what is free. */
  private liquidityFlow(): void {
    const { protocol } = this
    const assets = protocol.assets
    const tokens = 0.02 * this.random.normal() * assets
    if (assets <= 0) return
    const flow = tokens > 0 ? tokens : -Math.min(-tokens, protocol.freeCash)
    const worth = tokens > 0 ? assets + protocol.lpMargin : Math.max(assets - protocol.lpMargin, assets / 2)
    protocol.supply += (protocol.supply * flow) / worth
    protocol.pool += flow
    if (flow > 0) protocol.figures.deposited += flow
    else protocol.figures.withdrawn -= flow
  }

  private result(): YearResult {
    const { protocol } = this
    const { figures, stock } = protocol
    this.split.leave()
    this.selfLiquidation.leave()
    const growth = protocol.settled ? 0 : protocol.assets / protocol.supply
    const last = this.hours.at(-1)?.stock ?? stock.price
    const cash = [...protocol.accounts].reduce((sum, account) => sum + account.cash, 0)
    return {
      returnTokens: growth - 1,
      returnUsd: (growth * last) / START[2] - 1,
      holdUsd: last / START[2] - 1,
      drawdown: protocol.settled ? 1 : this.drawdown,
      insuranceUsed: figures.insuranceUsed * stock.price,
      badDebt: figures.badDebt * stock.price,
      settled: protocol.settled,
      liquidations: figures.liquidations,
      trades: figures.trades,
      refused: figures.refused,
      tooOld: figures.tooOld,
      profit: {
        foresight: this.foresight.profit,
        gradual: this.gradual.profit,
        sandwich: this.sandwich.profit,
        weekend: this.weekend.profit,
        overnight: this.overnight.profit,
        split: this.split.profit,
        waiter: this.waiter.profit,
        news: this.news.profit,
        selfLiquidation: this.selfLiquidation.profit,
      },
      imbalance: protocol.pool + protocol.insurance + cash - (figures.deposited - figures.withdrawn),
    }
  }
}

/** One simulated year; the same seed gives the same path, whatever the parameters. */
export function simulateYear(terms: StudyParameters, seed: number, active: readonly Adversary[]): YearResult {
  return new Year(terms, seed, active).run()
}
