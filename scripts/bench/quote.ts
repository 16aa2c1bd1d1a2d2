// How long one quote of one leg takes in the engine that the page uses; median of several rounds, after warming up.
import { WAD } from '@/lib/core/fixed-point'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'
import { floatValue, quote, type QuoteInput } from '@/lib/core/pricing'

const STRIKES = 32

const input: QuoteInput = {
  market: {
    period: 604_800n,
    depth: 1_000_000n,
    kappaGammaBps: 20_000n,
    kappaDeltaBps: 500n,
    shockBps: 2000n,
    volatilityShockBps: 3000n,
  },
  strikes: Array.from({ length: STRIKES }, (_, i) => ({
    strike: BigInt(50_000 + i * 1000) * WAD,
    calls: parseDecimal('0.1'),
    puts: parseDecimal('0.05'),
  })),
  spot: 65_000n * WAD,
  spotAge: 1n,
  volatility: parseDecimal('0.55'),
  terms: {
    baseFee: parseDecimal('0.0008'),
    feeCapOfPremium: parseDecimal('0.125'),
    uncertaintyMultiple: 2n * WAD,
    grace: 10n,
  },
  collateral: { price: 250n * WAD, age: 30n, volatility: parseDecimal('0.5'), unit: WAD },
  legs: [{ strike: 66_000n * WAD, isPut: false, quantity: parseDecimal('0.3') }],
}

function microseconds(repeats: number, work: (i: number) => unknown): number {
  const rounds = Array.from({ length: 9 }, () => {
    const start = performance.now()
    for (let i = 0; i < repeats; i++) work(i)
    return ((performance.now() - start) * 1000) / repeats
  })
  return rounds.sort((a, b) => a - b)[4] ?? Number.NaN
}

let sink = 0
const float = microseconds(200_000, (i) => {
  sink += floatValue({
    spot: 60_000 + (i % 10_000),
    strike: 66_000,
    volatility: 0.55,
    period: 7 / 365,
    isPut: false,
  }).value
})
const exact = microseconds(300, () => quote(input))
if (!Number.isFinite(sink)) throw new Error('the float module returned no number')
console.log(`quote.float.us ${float.toFixed(3)} us <=5`)
console.log(`quote.exact.us ${exact.toFixed(1)} us <=500`)
