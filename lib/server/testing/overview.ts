import type { LivePrice, MarketView, Overview, SetView } from '@/lib/chain/snapshot/types'

// A chain state for tests: one TSLA set with three markets, one of them with two active strikes. Made up.

export const testNow = 1_760_000_100n
const usd = (amount: number): bigint => BigInt(Math.round(amount * 100)) * 10n ** 16n
const addressOf = (n: number) => `0x${n.toString(16).padStart(40, '0')}` as const
const feedOf = (n: number) => `0x${n.toString(16).padStart(64, '0')}` as const

function asset(
  number: bigint,
  symbol: string,
  price: number,
  volatility: bigint,
  age = 5n,
): Overview['assets'][number] {
  const value = usd(price)
  return {
    asset: number,
    symbol,
    feedId: feedOf(Number(number) + 170),
    priceOk: true,
    price: { value, confidence: usd(price * 0.0002), publishTime: testNow - age },
    volatility,
    nextSampleAt: testNow + 3600n,
  }
}

function market(number: bigint, assetNumber: number, days: number, strikes: MarketView['strikes'] = []): MarketView {
  const funding = strikes.map(() => ({ index: 0n, rate: usd(1000), touchedAt: testNow - 60n }))
  return {
    market: number,
    config: {
      asset: assetNumber,
      period: days * 86_400,
      depth: 1_000_000n,
      kappaGamma: 20_000,
      kappaDelta: 500,
      shock: 2000,
      volatilityShock: 3000,
      listed: true,
    },
    strikes,
    callFunding: funding,
    putFunding: funding,
  }
}

export const testSet: SetView = {
  token: addressOf(1),
  clearinghouse: addressOf(2),
  mainPool: addressOf(3),
  insurancePool: addressOf(4),
  symbol: 'dTSLA',
  decimals: 18,
  collateralAsset: 2n,
  openingsPaused: false,
  terms: {
    baseFee: 8,
    feeCapOfPremium: 1250,
    uncertaintyMultiple: 20_000,
    grace: 10,
    maxAgeOpen: 60,
    maxAgeReduce: 600,
    maxAgeCollateralOpen: 432_000,
    maxAgeCollateralReduce: 2_592_000,
    runway: 86_400,
    closeReward: 500,
    minimumNotional: 100,
  },
  riskTerms: {
    stressLimit: 6000,
    collateralShock: 1500,
    insuranceShareMin: 1000,
    insuranceShareMax: 5000,
    targetCoverage: 5000,
    haircut: 1000,
    writtenMinimum: 100,
    maintenance: 7500,
    liquidationPenalty: 500,
  },
  markets: [
    market(0n, 0, 7, [
      { netCalls: 2n * 10n ** 18n, netPuts: 0n, strike: 70_000_000_000n, positions: 1 },
      { netCalls: 0n, netPuts: 10n ** 18n, strike: 60_000_000_000n, positions: 1 },
    ]),
    market(1n, 0, 30),
    market(2n, 1, 7),
  ],
  grids: [
    { step: 1_000_000_000n, range: 2000 },
    { step: 50_000_000n, range: 2000 },
    { step: 0n, range: 0 },
  ],
  pool: {
    cash: 5000n * 10n ** 18n,
    totalAssets: 4990n * 10n ** 18n,
    entryAssets: 4991n * 10n ** 18n,
    exitAssets: 4989n * 10n ** 18n,
    totalShares: 5000n * 10n ** 24n,
    withdrawable: 4000n * 10n ** 18n,
    exposureOk: true,
    liability: usd(3000),
    receivable: usd(10),
    margin: usd(5),
    stressLoss: usd(20_000),
    stressLimit: usd(700_000),
    insuranceAssets: 500n * 10n ** 18n,
    insuranceShares: 500n * 10n ** 24n,
    insurancePending: 0n,
    insuranceShareOfIncome: 1000n,
  },
}

export const testOverview: Overview = {
  blockNumber: 77n,
  blockTime: testNow,
  assets: [
    asset(0n, 'BTC', 65_000, usd(0.55)),
    asset(1n, 'ETH', 3200, usd(0.7)),
    asset(2n, 'TSLA', 400, usd(0.6), 3600n),
  ],
  sets: [testSet],
}

export const testLive: readonly LivePrice[] = [
  { asset: 0, value: usd(65_100), confidence: usd(20), publishTime: testNow - 1n },
]

/** The test state with changes to its only set. */
export function withSet(changes: Partial<SetView>): Overview {
  return { ...testOverview, sets: [{ ...testSet, ...changes }] }
}
