import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import {
  accrued,
  addStrike,
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
  skewOf,
  startValuation,
  stressLoss,
  timeValue,
  toTokensSigned,
  toUsdDown,
  uncertainty,
  unitAt,
  vega,
} from '@/lib/core/pricing'
import type { Random } from './random'

/** One kind of comparison: random inputs, what TypeScript makes of them, and the harness's function that must agree. */
export interface Case {
  readonly functionName: 'options' | 'spreads' | 'books'
  readonly count: number
  readonly batch: number
  readonly next: (random: Random) => { readonly input: unknown; readonly expected: readonly bigint[] }
}

export const cases: readonly Case[] = [
  { functionName: 'options', count: 60_000, batch: 1000, next: nextOption },
  { functionName: 'spreads', count: 30_000, batch: 1000, next: nextSpread },
  { functionName: 'books', count: 15_000, batch: 150, next: nextBook },
]

const { price, volatility: volatilityDomain, period: periodDomain } = DOMAIN

/** A strike near the money, exactly at it, one wei beside it, or anywhere. */
function nextStrike(random: Random, spot: Wad): Wad {
  const roll = random.unit()
  if (roll < 0.1) return spot
  if (roll < 0.15) return spot > price.min ? spot - 1n : spot
  if (roll < 0.2) return spot < price.max ? spot + 1n : spot
  if (roll < 0.7) {
    const near = mulDiv(spot, BigInt(random.integer(300, 3000)), 1000n)
    return near < price.min || near > price.max ? spot : near
  }
  return random.magnitude(price.min, price.max)
}

function nextOption(random: Random) {
  const spot = random.magnitude(price.min, price.max)
  const strike = nextStrike(random, spot)
  const volatility = random.magnitude(volatilityDomain.min, volatilityDomain.max)
  const period = random.magnitude(periodDomain.min, periodDomain.max)
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

function nextSpread(random: Random) {
  const terms = {
    baseFee: random.magnitude(1n, 10n ** 16n),
    feeCapOfPremium: random.magnitude(1n, 25n * 10n ** 16n),
    uncertaintyMultiple: random.magnitude(1n, 5n * WAD),
    grace: BigInt(random.integer(0, 60)),
  }
  const volatility = random.magnitude(volatilityDomain.min, volatilityDomain.max)
  const age = BigInt(random.integer(0, random.pick([20, 600, 86_400, 5_184_000])))
  const notional = random.magnitude(1n, 10n ** 40n)
  const premium = random.magnitude(1n, 10n ** 40n)
  const usd = random.signed(10n ** 40n)
  const collateral = random.magnitude(price.min, price.max)
  const unit = 10n ** BigInt(random.pick([0, 6, 8, 18]))
  const spread = uncertainty(terms, volatility, age)
  const rate = feeRate(terms, volatility, age)
  return {
    input: { terms, volatility, age, notional, premium, usd, price: collateral, unit },
    expected: [
      spread,
      rate,
      fee(terms, rate, notional, premium),
      toTokensSigned(usd, collateral, spread, unit),
      toUsdDown(notional, collateral, spread, unit),
    ],
  }
}

function nextBook(random: Random) {
  const market = {
    period: BigInt(random.integer(3600, 31_536_000)),
    depth: random.magnitude(1000n, 10n ** 12n),
    kappaGammaBps: BigInt(random.integer(0, 1_000_000)),
    kappaDeltaBps: BigInt(random.integer(0, 100_000)),
    shockBps: BigInt(random.integer(100, 9000)),
    volatilityShockBps: BigInt(random.integer(0, 20_000)),
  }
  const spot = random.magnitude(10n ** 14n, 10n ** 25n)
  const volatility = random.magnitude(volatilityDomain.min, 3n * WAD)
  const strikes = Array.from({ length: random.pick([1, 2, 5, 32]) }, () => ({
    strike: nextStrike(random, spot),
    calls: random.signed(10n ** 26n),
    puts: random.signed(10n ** 26n),
  }))
  const elapsed = BigInt(random.integer(0, 31_536_000))
  return {
    input: { config: configOf(market), spot, volatility, strikes, elapsed },
    expected: valueBook(market, spot, volatility, strikes, elapsed),
  }
}

function configOf(market: Parameters<typeof startValuation>[0]) {
  return {
    asset: 0,
    period: Number(market.period),
    depth: market.depth,
    kappaGamma: Number(market.kappaGammaBps),
    kappaDelta: Number(market.kappaDeltaBps),
    shock: Number(market.shockBps),
    volatilityShock: Number(market.volatilityShockBps),
    listed: true,
  }
}

function valueBook(
  market: Parameters<typeof startValuation>[0],
  spot: Wad,
  volatility: Wad,
  strikes: readonly { readonly strike: Wad; readonly calls: Wad; readonly puts: Wad }[],
  elapsed: bigint,
): bigint[] {
  const valuation = strikes.reduce(
    (sum, { strike, calls, puts }) => addStrike(sum, strike, calls, puts),
    startValuation(market, spot, volatility),
  )
  const last = unitAt(valuation, strikes.at(-1)?.strike ?? spot)
  const callRate = fundingRateOf(valuation, last, false)
  return [
    liabilityNow(valuation),
    stressLoss(valuation),
    skewOf(valuation),
    dollarDelta(valuation.now.sums, spot),
    markOf(valuation, last, false),
    callRate,
    accrued(callRate, elapsed),
    markOf(valuation, last, true),
    fundingRateOf(valuation, last, true),
  ]
}
