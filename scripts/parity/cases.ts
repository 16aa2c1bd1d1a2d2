import { divUp, expWad, lnWad, mulDiv, mulDivUp, mulWadUp, sqrt } from '@/lib/core/fixed-point'
import {
  accrued,
  callDelta,
  dollarDelta,
  DOMAIN,
  exponent,
  fee,
  feeRate,
  fundingRateOf,
  gamma,
  intrinsic,
  liabilityNow,
  logMoneyness,
  markOf,
  quote,
  skewOf,
  stressLimit,
  stressLoss,
  timeValue,
  toTokensSigned,
  toUsdDown,
  uncertainty,
  unitAt,
  valueMarket,
  vega,
  type LegQuote,
  type QuoteInput,
} from '@/lib/core/pricing'
import { compareAccount } from './margin'
import type { Random } from './random'
import { configOf, nextAge, nextBook, nextSpot, nextStrike, nextTerms, nextUnit, nextVolatility } from './shapes'

/** One kind of comparison: random inputs, what TypeScript makes of them, and the harness's function that must agree. */
export interface Case {
  readonly harness: 'PricingHarness' | 'QuoteHarness' | 'MarginHarness'
  readonly functionName: 'maths' | 'options' | 'spreads' | 'books' | 'quotes' | 'accounts'
  readonly count: number
  readonly batch: number
  readonly next: (random: Random) => Comparison
}

export interface Comparison {
  readonly input: unknown
  readonly expected: readonly bigint[]
}

export const cases: readonly Case[] = [
  { harness: 'QuoteHarness', functionName: 'maths', count: 40_000, batch: 1000, next: compareMaths },
  { harness: 'PricingHarness', functionName: 'options', count: 60_000, batch: 1000, next: compareOption },
  { harness: 'PricingHarness', functionName: 'spreads', count: 30_000, batch: 1000, next: compareSpread },
  { harness: 'PricingHarness', functionName: 'books', count: 15_000, batch: 150, next: compareBook },
  { harness: 'QuoteHarness', functionName: 'quotes', count: 10_000, batch: 100, next: compareQuote },
]

export const marginCases: readonly Case[] = [
  { harness: 'MarginHarness', functionName: 'accounts', count: 25_000, batch: 250, next: compareAccount },
]

/** The ends of Solady's domains: exp is 0 up to the first and overflows after the second. */
const EXP_ZERO = -41446531673892822313n
const EXP_MAX = 135305999368893231588n
const INT_MAX = 2n ** 255n - 1n

function compareMaths(random: Random): Comparison {
  const logOf = random.magnitude(1n, INT_MAX)
  const expOf = random.pick([
    random.signed(EXP_MAX),
    EXP_MAX - random.magnitude(1n, 10n ** 19n),
    EXP_ZERO + random.signed(10n ** 18n),
  ])
  const a = random.magnitude(1n, INT_MAX)
  const b = random.magnitude(1n, INT_MAX)
  const least = ((a * b) >> 255n) + 1n
  const d = least > INT_MAX - 1n ? INT_MAX : random.magnitude(least, INT_MAX)
  const signed = random.signed(INT_MAX)
  return {
    input: { logOf, expOf, a, b, d, signed },
    expected: [
      lnWad(logOf),
      expWad(expOf),
      sqrt(a),
      mulDiv(a, b, d),
      mulDivUp(a, b, d),
      mulWadUp(a >> 128n, b >> 128n),
      divUp(signed, d),
    ],
  }
}

function compareOption(random: Random): Comparison {
  const spot = nextSpot(random)
  const strike = nextStrike(random, spot)
  const volatility = nextVolatility(random)
  const period = random.magnitude(DOMAIN.period.min, DOMAIN.period.max)
  const u = exponent(volatility, period)
  const log = logMoneyness(spot, strike)
  const tv = timeValue(spot, strike, log, u)
  return {
    input: { spot, strike, volatility, period },
    expected: [
      u,
      log,
      tv,
      callDelta(spot, strike, tv, u),
      intrinsic(spot, strike, false),
      intrinsic(spot, strike, true),
      gamma(spot, tv, volatility, period),
      vega(tv, log, u, volatility, period),
    ],
  }
}

function compareSpread(random: Random): Comparison {
  const terms = nextTerms(random)
  const volatility = nextVolatility(random)
  const age = nextAge(random)
  const notional = random.magnitude(1n, 10n ** 40n)
  const premium = random.magnitude(1n, 10n ** 40n)
  const usd = random.signed(10n ** 40n)
  const price = nextSpot(random)
  const unit = nextUnit(random)
  const limitBps = BigInt(random.integer(0, 10_000))
  const shockBps = BigInt(random.integer(0, 5000))
  const spread = uncertainty(terms, volatility, age)
  const rate = feeRate(terms, volatility, age)
  return {
    input: { terms, volatility, age, notional, premium, usd, price, unit, limitBps, shockBps },
    expected: [
      spread,
      rate,
      fee(terms, rate, notional, premium),
      toTokensSigned(usd, price, spread, unit),
      toUsdDown(notional, price, spread, unit),
      stressLimit({ price, unit, cash: notional, other: usd, limitBps, shockBps }),
    ],
  }
}

function compareBook(random: Random): Comparison {
  const { market, spot, volatility, strikes } = nextBook(random, [1, 2, 5, 32])
  const elapsed = BigInt(random.integer(0, 31_536_000))
  const valuation = valueMarket(market, spot, volatility, strikes)
  const last = unitAt(valuation, strikes.at(-1)?.strike ?? spot)
  const callRate = fundingRateOf(valuation, last, false)
  return {
    input: { config: configOf(market), spot, volatility, strikes, elapsed },
    expected: [
      liabilityNow(valuation),
      stressLoss(valuation),
      skewOf(valuation),
      dollarDelta(valuation.now.sums, spot),
      markOf(valuation, last, false),
      callRate,
      accrued(callRate, elapsed),
      markOf(valuation, last, true),
      fundingRateOf(valuation, last, true),
    ],
  }
}

function compareQuote(random: Random): Comparison {
  const { room, ...book } = nextBook(random, [1, 3, 8, 32])
  const legs = Array.from({ length: random.integer(1, 8) }, () => ({
    strike: random.pick(book.strikes.map(({ strike }) => strike) as [bigint, ...bigint[]]),
    isPut: random.unit() < 0.5,
    quantity: random.signed(room),
  }))
  const input: QuoteInput = {
    ...book,
    spotAge: nextAge(random),
    terms: nextTerms(random),
    collateral: {
      price: nextSpot(random),
      age: nextAge(random),
      volatility: nextVolatility(random),
      unit: nextUnit(random),
    },
    legs,
  }
  return { input: { ...input, config: configOf(book.market) }, expected: figuresOf(input) }
}

function figuresOf(input: QuoteInput): bigint[] {
  const found = quote(input)
  return [
    found.premium,
    found.fee,
    found.costTokens,
    found.conversionSpread,
    found.liabilityBefore,
    found.skewBefore,
    found.stressBefore,
    found.liabilityAfter,
    found.skewAfter,
    found.stressAfter,
    found.liabilityShocked.up,
    found.liabilityShocked.down,
    ...found.legs.flatMap(figuresOfLeg),
  ]
}

function figuresOfLeg(leg: LegQuote): bigint[] {
  const { value, delta, mark, fundingRate, premium, fee: legFee } = leg
  return [value, leg.timeValue, delta, leg.gamma, leg.vega, mark, fundingRate, premium, legFee]
}
