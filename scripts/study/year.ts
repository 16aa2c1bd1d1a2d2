import { Foresight, GRADUAL_WINDOWS, Sandwich, Split, Weekend, worthActing, type Adversary } from './adversaries'
import { Crowd } from './crowd'
import type { StudyParameters } from './parameters'
import { HOURS, makeYear, START, type Hour } from './paths'
import { Protocol } from './protocol'
import { Random } from './random'
import { VolatilityOracle } from './volatility'

const POOL_USD = 1_500_000
const INSURANCE_USD = 150_000
const STEP_HOURS = 4
/** A move of the hour after which liquidators look at once, not at the next step. */
const ALARM = 0.015

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
  readonly foresight: Foresight
  readonly gradual: Foresight
  readonly sandwich: Sandwich
  readonly weekend: Weekend
  readonly split: Split
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
    this.weekend = new Weekend(protocol)
    this.split = new Split(protocol)
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
    const monday = Math.floor(hour / 24) % 7 === 0 && hour % 24 >= 13 && hour % 24 <= 16
    if (this.active.includes('weekend') && monday) {
      protocol.revalue()
      this.weekend.step(hour, now)
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
    const able = (['foresight', 'gradual', 'sandwich'] as const).filter((name) => this.active.includes(name))
    const who = able[Math.floor(this.random.uniform() * able.length)]
    if (who === 'foresight') this.foresight.jump(now, 1)
    else if (who === 'gradual') this.gradual.jump(now, GRADUAL_WINDOWS)
    else if (who === 'sandwich') this.sandwich.jump(now)
  }

  private step(hour: number): void {
    const { protocol } = this
    this.protect()
    if (protocol.settled) return
    const day = this.hours[Math.max(hour - 24, 0)]?.after ?? protocol.spot
    this.crowd.step(hour, [Math.log(protocol.spot[0] / day[0]), Math.log(protocol.spot[1] / day[1])])
    if (this.active.includes('split')) this.split.step(hour)
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
      profit: {
        foresight: this.foresight.profit,
        gradual: this.gradual.profit,
        sandwich: this.sandwich.profit,
        weekend: this.weekend.profit,
        split: this.split.profit,
      },
      imbalance: protocol.pool + protocol.insurance + cash - (figures.deposited - figures.withdrawn),
    }
  }
}

/** One simulated year; the same seed gives the same path, whatever the parameters. */
export function simulateYear(terms: StudyParameters, seed: number, active: readonly Adversary[]): YearResult {
  return new Year(terms, seed, active).run()
}
