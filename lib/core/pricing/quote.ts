import { abs, mulDiv, mulWadUp, WAD, type Raw, type Wad } from '../fixed-point'
import { deltaOf, valueOf, type UnitValue } from './book'
import { gamma, vega } from './exact'
import { fee, feeRate, toTokensSigned, uncertainty, type StalenessTerms } from './spread'
import {
  addUnits,
  fundingRateOf,
  liabilityNow,
  liabilityShocked,
  markOf,
  skewOf,
  stressLoss,
  valueMarket,
  type MarketTerms,
  type StrikeState,
  type Valuation,
} from './valuation'

/** One part of a trade: positive quantity buys, negative sells what was bought or writes. */
export interface Leg {
  readonly strike: Wad
  readonly isPut: boolean
  readonly quantity: Wad
}

/** What is needed to quote in a market: all of it public state. Ages in seconds, prices and volatilities WAD. */
export interface QuoteInput {
  readonly market: MarketTerms
  readonly strikes: readonly StrikeState[]
  readonly spot: Wad
  readonly spotAge: bigint
  readonly volatility: Wad
  readonly terms: StalenessTerms
  readonly collateral: CollateralInput
  readonly legs: readonly Leg[]
}

/** `unit` = 10^decimals of the collateral token. */
export interface CollateralInput {
  readonly price: Wad
  readonly age: bigint
  readonly volatility: Wad
  readonly unit: bigint
}

/** One leg's figures. USD per unit unless said otherwise; marks and funding as they are after the whole trade. */
export interface LegQuote extends Leg {
  readonly value: Wad
  readonly timeValue: Wad
  readonly mark: Wad
  readonly delta: Wad
  readonly gamma: Wad
  readonly vega: Wad
  /** USD per unit and year. */
  readonly fundingRate: Wad
  /** USD for the whole leg: the change of Λ that it causes. Negative: received. */
  readonly premium: Wad
  /** USD for the whole leg. */
  readonly fee: Wad
}

export interface Quote {
  readonly legs: readonly LegQuote[]
  readonly liabilityBefore: Wad
  readonly liabilityAfter: Wad
  /** Λ after the trade if the price jumped by the market's shock, with volatility up. USD. */
  readonly liabilityShocked: { readonly up: Wad; readonly down: Wad }
  /** USD, Σ of the legs. Negative: received. */
  readonly premium: Wad
  readonly fee: Wad
  /** USD paid beyond (or received short of) Σ quantity·value. */
  readonly impact: Wad
  /** Fraction (WAD) taken off the collateral's price for its age. */
  readonly conversionSpread: Wad
  /** What the trade costs in tokens (negative: brings), as the contract computes it. */
  readonly costTokens: Raw
  readonly skewBefore: Wad
  readonly skewAfter: Wad
  readonly stressBefore: Wad
  readonly stressAfter: Wad
}

/** Quotes any set of legs in one market, equal to the wei to what `trade` charges at the same state, prices and time. */
export function quote(input: QuoteInput): Quote {
  return quoteOn(valueMarket(input.market, input.spot, input.volatility, input.strikes), input)
}

/** Like `quote`, on a market valued before: what can be shared by many quotes is computed once. */
export function quoteOn(before: Valuation, input: Omit<QuoteInput, 'market' | 'strikes'>): Quote {
  const { after, fills, liabilityBefore, liabilityAfter } = fillLegs(before, input)
  const premium = liabilityAfter - liabilityBefore
  const totalFee = fills.reduce((sum, fill) => sum + fill.fee, 0n)
  const atValue = fills.reduce((sum, { leg, unit }) => sum + mulDiv(leg.quantity, valueOf(unit, leg.isPut), WAD), 0n)
  const { price, age, volatility, unit } = input.collateral
  const conversionSpread = uncertainty(input.terms, volatility, age)
  return {
    legs: fills.map((fill) => describeLeg(after, fill, input.volatility)),
    liabilityBefore,
    liabilityAfter,
    liabilityShocked: liabilityShocked(after),
    premium,
    fee: totalFee,
    impact: premium - atValue,
    conversionSpread,
    costTokens: toTokensSigned(premium + totalFee, price, conversionSpread, unit),
    skewBefore: skewOf(before),
    skewAfter: skewOf(after),
    stressBefore: stressLoss(before),
    stressAfter: stressLoss(after),
  }
}

/** What became of one leg. */
export interface Fill {
  readonly leg: Leg
  readonly unit: UnitValue
  /** ln(spot / strike). */
  readonly log: Wad
  readonly premium: Wad
  readonly fee: Wad
}

/** A market's legs carried out; USD. */
export interface Filled {
  readonly after: Valuation
  readonly fills: readonly Fill[]
  readonly liabilityBefore: Wad
  readonly liabilityAfter: Wad
}

/** Carries the legs out one after the other: what each costs and what the market is like afterwards. */
export function fillLegs(
  before: Valuation,
  input: Pick<QuoteInput, 'legs' | 'spot' | 'spotAge' | 'volatility' | 'terms'>,
): Filled {
  const { legs, spot, terms } = input
  const rate = feeRate(terms, input.volatility, input.spotAge)
  const liabilityBefore = liabilityNow(before)
  let after = before
  let liability = liabilityBefore
  const fills = legs.map((leg) => {
    const { valuation, unit, log } = addUnits(
      after,
      leg.strike,
      leg.isPut ? 0n : leg.quantity,
      leg.isPut ? leg.quantity : 0n,
    )
    const liabilityThen = liabilityNow(valuation)
    const premium = liabilityThen - liability
    const size = abs(leg.quantity)
    const legFee = fee(terms, rate, mulWadUp(size, spot), mulWadUp(size, valueOf(unit, leg.isPut)))
    after = valuation
    liability = liabilityThen
    return { leg, unit, log, premium, fee: legFee }
  })
  return { after, fills, liabilityBefore, liabilityAfter: liability }
}

function describeLeg(after: Valuation, { leg, unit, log, premium, fee: legFee }: Fill, volatility: Wad): LegQuote {
  const { spot, u } = after.now
  return {
    ...leg,
    value: valueOf(unit, leg.isPut),
    timeValue: unit.timeValue,
    mark: markOf(after, unit, leg.isPut),
    delta: deltaOf(unit, leg.isPut),
    gamma: gamma(spot, unit.timeValue, volatility, after.period),
    vega: vega(unit.timeValue, log, u, volatility, after.period),
    fundingRate: fundingRateOf(after, unit, leg.isPut),
    premium,
    fee: legFee,
  }
}
