import { abs, mulDiv, mulWadUp, WAD, type Raw, type Wad } from '../fixed-point'
import { deltaOf, valueOf, type UnitValue } from './book'
import { gamma, logMoneyness, vega } from './exact'
import { fee, feeRate, toTokensSigned, uncertainty, type StalenessTerms } from './spread'
import {
  addStrike,
  fundingRateOf,
  liabilityNow,
  markOf,
  skewOf,
  stressLoss,
  unitAt,
  valueMarket,
  type MarketTerms,
  type StrikeState,
  type Valuation,
} from './valuation'

/** One part of a trade: positive quantity buys, negative sells what is held. */
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
  const rate = feeRate(input.terms, input.volatility, input.spotAge)
  const filled = fillLegs(before, input.legs, input.spot, input.terms, rate)
  const { after, fills } = filled
  const premium = liabilityNow(after) - liabilityNow(before)
  const totalFee = fills.reduce((sum, fill) => sum + fill.fee, 0n)
  const atValue = fills.reduce((sum, { leg, unit }) => sum + mulDiv(leg.quantity, valueOf(unit, leg.isPut), WAD), 0n)
  const conversionSpread = uncertainty(input.terms, input.collateral.volatility, input.collateral.age)
  return {
    legs: fills.map((fill) => describeLeg(after, fill, input.volatility)),
    liabilityBefore: liabilityNow(before),
    liabilityAfter: liabilityNow(after),
    premium,
    fee: totalFee,
    impact: premium - atValue,
    conversionSpread,
    costTokens: toTokensSigned(premium + totalFee, input.collateral.price, conversionSpread, input.collateral.unit),
    skewBefore: skewOf(before),
    skewAfter: skewOf(after),
    stressBefore: stressLoss(before),
    stressAfter: stressLoss(after),
  }
}

interface Fill {
  readonly leg: Leg
  readonly unit: UnitValue
  readonly premium: Wad
  readonly fee: Wad
}

function fillLegs(
  before: Valuation,
  legs: readonly Leg[],
  spot: Wad,
  terms: StalenessTerms,
  rate: Wad,
): { after: Valuation; fills: readonly Fill[] } {
  let after = before
  const fills = legs.map((leg) => {
    const liabilityBefore = liabilityNow(after)
    const unit = unitAt(after, leg.strike)
    after = addStrike(after, leg.strike, leg.isPut ? 0n : leg.quantity, leg.isPut ? leg.quantity : 0n)
    const size = abs(leg.quantity)
    return {
      leg,
      unit,
      premium: liabilityNow(after) - liabilityBefore,
      fee: fee(terms, rate, mulWadUp(size, spot), mulWadUp(size, valueOf(unit, leg.isPut))),
    }
  })
  return { after, fills }
}

function describeLeg(after: Valuation, { leg, unit, premium, fee: legFee }: Fill, volatility: Wad): LegQuote {
  const { spot, u } = after.now
  return {
    ...leg,
    value: valueOf(unit, leg.isPut),
    timeValue: unit.timeValue,
    mark: markOf(after, unit, leg.isPut),
    delta: deltaOf(unit, leg.isPut),
    gamma: gamma(spot, unit.timeValue, volatility, after.period),
    vega: vega(unit.timeValue, logMoneyness(spot, leg.strike), u, volatility, after.period),
    fundingRate: fundingRateOf(after, unit, leg.isPut),
    premium,
    fee: legFee,
  }
}
