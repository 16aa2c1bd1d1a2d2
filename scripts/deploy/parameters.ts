/** What a network's deployment is made of. Units as in contracts/src/Types.sol and VolatilityOracle.sol. */
export interface NetworkParameters {
  readonly name: string
  readonly chainId: number
  /** Simulated tokens and prices: deployed here, and said on screen. */
  readonly demo: boolean
  /** The price vendor's contract; undefined where this deployment brings a stand-in. */
  readonly pyth?: `0x${string}` | undefined
  readonly feeds: readonly FeedParameters[]
  readonly stocks: readonly StockParameters[]
  /** Seconds that a governor's decision stays visible before it can be executed. */
  readonly governorDelay: number
  /** When trades and LPs are executed; fixed for good in every set of the deployment. */
  readonly execution: ExecutionTerms
  /** Who may pause openings; the deployer when undefined. */
  readonly guardian?: `0x${string}` | undefined
  /** Who governs after the deployment; the deployer when undefined. */
  readonly governor?: `0x${string}` | undefined
  /** Transactions under way at once, and milliseconds between two looks for their receipts. */
  readonly sending: { readonly inFlight: number; readonly pollMs: number }
}

/** What a network's parameters still lack, in words; empty when it can be deployed. */
export function missingFrom({ name, demo, stocks, governor, guardian }: NetworkParameters): readonly string[] {
  if (demo) return []
  const tokens = stocks.length > 0 && stocks.every(({ token, seed }) => token !== undefined && seed === undefined)
  return [
    ...(tokens ? [] : [`the stock tokens of ${name}`]),
    ...(governor === undefined ? ['the governor'] : []),
    ...(guardian === undefined ? ['the guardian'] : []),
  ]
}

export interface ExecutionTerms {
  /** Seconds from a request to the publish time of the price that executes it; 0: trades are carried out at once. */
  readonly delay: number
  /** Seconds from then in which it can be executed. */
  readonly window: number
}

export interface FeedParameters {
  readonly symbol: string
  readonly id: `0x${string}`
  /** Annualised volatility (WAD) from which the samples take over. */
  readonly initialVolatility: bigint
}

export interface StockParameters {
  /** Ticker, as in `feeds`. */
  readonly symbol: string
  readonly name: string
  /** The token on this network; undefined: a demo token is deployed. */
  readonly token?: `0x${string}` | undefined
  /** First deposits of the deployer into the pools, whole tokens; demo networks only. */
  readonly seed?: { readonly pool: bigint; readonly insurance: bigint; readonly faucet: bigint } | undefined
}

/** Underlyings with their listing rule: `step` in 1e-6 USD, `range` in basis points. */
export const underlyings = [
  { symbol: 'BTC', step: 1_000_000_000n, range: 2000 },
  { symbol: 'ETH', step: 50_000_000n, range: 2000 },
] as const

const HOUR = 3600
const DAY = 24 * HOUR

/** Funding periods in seconds. */
export const periods = [7 * DAY, 30 * DAY] as const

export const market = {
  depth: 1_000_000n,
  kappaGamma: 20_000,
  kappaDelta: 500,
  shock: 2000,
  volatilityShock: 3000,
  listed: true,
} as const

export const terms = {
  baseFee: 8,
  feeCapOfPremium: 1250,
  uncertaintyMultiple: 20_000,
  grace: 10,
  maxAgeOpen: 60,
  maxAgeReduce: 600,
  maxAgeCollateralOpen: 52 * HOUR,
  maxAgeCollateralReduce: 30 * DAY,
  runway: DAY,
  closeReward: 500,
  minimumNotional: 100,
} as const

/**
 * The terms of a network. On a demo network trading goes on until the exchange opens: a simulated stock is traded nowhere else, so
 * nobody knows a price that its feed does not report.
 */
export function termsOf({ demo }: Pick<NetworkParameters, 'demo'>) {
  return demo ? { ...terms, maxAgeCollateralOpen: 5 * DAY } : terms
}

export const riskTerms = {
  stressLimit: 6000,
  collateralShock: 1500,
  insuranceShareMin: 1000,
  insuranceShareMax: 5000,
  targetCoverage: 5000,
  haircut: 1000,
  writtenMinimum: 100,
  maintenance: 7500,
  liquidationPenalty: 500,
} as const

export const volatilityTerms = {
  interval: 3600,
  halfLife: 7 * DAY,
  floor: 200_000_000_000_000_000n,
  cap: 2_500_000_000_000_000_000n,
  maxStep: 15_000_000_000_000_000n,
  markup: 1_100_000_000_000_000_000n,
} as const

/** Roles of the AccessManager. The governor is its administrator. */
export const adminRole = 0n
export const guardianRole = 1n
