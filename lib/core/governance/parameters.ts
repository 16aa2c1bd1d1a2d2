/**
 * Every value that governance can change: what it is called, in which unit people read it, and the bounds that the contracts
 * hold it to. The table in docs/parameters.md is compared with the contracts by a test, and this one with that table.
 */

/** A number of the contract is `scale` times the number shown. */
interface Unit {
  readonly words: string
  readonly scale: bigint
}

const WAD = 10n ** 18n
const UNITS = {
  percent: { words: '%', scale: 100n },
  factor: { words: '×', scale: 10_000n },
  seconds: { words: 's', scale: 1n },
  hours: { words: 'h', scale: 3600n },
  days: { words: 'days', scale: 86_400n },
  usd: { words: 'USD', scale: 1n },
  microUsd: { words: 'USD', scale: 1_000_000n },
  wadPercent: { words: '%', scale: 10n ** 16n },
  wadFactor: { words: '×', scale: WAD },
} as const satisfies Readonly<Record<string, Unit>>

export type Group = 'riskTerms' | 'terms' | 'market' | 'grid' | 'volatility'

/** Values of one call by the contract's names, in the contract's units. */
export type Values = Readonly<Record<string, bigint>>

/** A bound in the contract's unit, or the name of the field that bounds this one. */
export type Bound = bigint | string

export interface Parameter {
  readonly name: string
  readonly label: string
  /** What it does, in one sentence. */
  readonly explain: string
  readonly unit: keyof typeof UNITS
  readonly least: Bound
  readonly most: Bound
}

type Row = readonly [name: string, unit: keyof typeof UNITS, least: Bound, most: Bound, label: string, explain: string]

const RISK_TERMS: readonly Row[] = [
  ['stressLimit', 'percent', 1000n, 9000n, 'Stress limit', 'Part of the pool’s equity that the stress may cost.'],
  ['collateralShock', 'percent', 0n, 5000n, 'Stock shock', 'Fall of the stock in the stress and in margins.'],
  [
    'insuranceShareMin',
    'percent',
    0n,
    'insuranceShareMax',
    'Least insurance share',
    'Part of income that goes to the insurance pool at target coverage.',
  ],
  [
    'insuranceShareMax',
    'percent',
    0n,
    5000n,
    'Most insurance share',
    'Part of income that goes to the insurance pool when nothing is covered.',
  ],
  ['targetCoverage', 'percent', 1n, 20_000n, 'Target coverage', 'Insurance assets over stress loss to aim at.'],
  ['haircut', 'percent', 0n, 5000n, 'Haircut', 'Taken off the value of cash as margin for written options.'],
  [
    'writtenMinimum',
    'percent',
    0n,
    2000n,
    'Least margin when writing',
    'Of the notional of each written option that no bought one covers.',
  ],
  ['maintenance', 'percent', 5000n, 9500n, 'Maintenance', 'Part of the initial margin below which one is liquidated.'],
  [
    'liquidationPenalty',
    'percent',
    0n,
    2000n,
    'Liquidation penalty',
    'Of the margin freed; half goes to the liquidator.',
  ],
]

const TERMS: readonly Row[] = [
  ['baseFee', 'percent', 0n, 100n, 'Base fee', 'Of notional, on every trade.'],
  ['feeCapOfPremium', 'percent', 0n, 2500n, 'Fee cap', 'Most that the fee may be of the premium.'],
  [
    'uncertaintyMultiple',
    'factor',
    0n,
    50_000n,
    'Price of staleness',
    'Standard deviations charged per root of the price’s age.',
  ],
  ['grace', 'seconds', 0n, 60n, 'Grace', 'Age of a price that costs nothing.'],
  ['maxAgeOpen', 'seconds', 10n, 600n, 'Oldest price to open', 'For the underlying.'],
  ['maxAgeReduce', 'seconds', 600n, 86_400n, 'Oldest price to close', 'For the underlying.'],
  [
    'maxAgeCollateralOpen',
    'hours',
    60n,
    604_800n,
    'Oldest stock price to open',
    'Later others know a price that the feed does not report.',
  ],
  [
    'maxAgeCollateralReduce',
    'days',
    604_800n,
    5_184_000n,
    'Oldest stock price to close',
    'Lets holders of a halted stock leave.',
  ],
  [
    'runway',
    'hours',
    3600n,
    604_800n,
    'Runway',
    'Funding for this long stays in an account after opening or withdrawing.',
  ],
  ['closeReward', 'percent', 0n, 1000n, 'Reward for closing', 'Of what is left of an exhausted account.'],
  ['minimumNotional', 'usd', 0n, 10_000n, 'Smallest position', 'Notional of each leg that opens.'],
]

const MARKET: readonly Row[] = [
  [
    'depth',
    'usd',
    1000n,
    1_000_000_000_000n,
    'Depth',
    'Deeper: less price impact, less paid to the pool for its risk.',
  ],
  ['kappaGamma', 'factor', 0n, 1_000_000n, 'Charge for gamma (κγ)', 'What one-sided gamma costs.'],
  ['kappaDelta', 'factor', 0n, 100_000n, 'Charge for direction (κδ)', 'What one-sided direction costs.'],
  ['shock', 'percent', 100n, 9000n, 'Price shock', 'Move of the underlying in margins and stress.'],
  ['volatilityShock', 'percent', 0n, 20_000n, 'Volatility shock', 'Rise of σ in the same scenarios.'],
]

const GRID: readonly Row[] = [
  ['step', 'microUsd', 1n, 100_000_000_000_000n, 'Strike step', 'Distance between strikes.'],
  ['range', 'percent', 1n, 5000n, 'Strike range', 'How far from the price a strike may be opened.'],
]

const VOLATILITY: readonly Row[] = [
  ['interval', 'seconds', 60n, 86_400n, 'Sample interval', 'Least time between two samples.'],
  ['halfLife', 'hours', 3600n, 7_776_000n, 'Half-life', 'How fast a sample’s weight fades.'],
  ['floor', 'wadPercent', 5n * 10n ** 16n, 'cap', 'Floor', 'Least annualised volatility.'],
  ['cap', 'wadPercent', 'floor', 5n * WAD, 'Cap', 'Greatest annualised volatility.'],
  ['maxStep', 'wadPercent', 1n, 2n * 10n ** 17n, 'Largest step', 'Most that one sample may move σ.'],
  ['markup', 'wadFactor', WAD, 2n * WAD, 'Markup', 'Implied over measured volatility.'],
]

const ROWS: Readonly<Record<Group, readonly Row[]>> = {
  riskTerms: RISK_TERMS,
  terms: TERMS,
  market: MARKET,
  grid: GRID,
  volatility: VOLATILITY,
}

export const GROUP_LABELS: Readonly<Record<Group, string>> = {
  riskTerms: 'Risk and margin',
  terms: 'Terms of trade',
  market: 'Market',
  grid: 'Strikes',
  volatility: 'Volatility (all pools)',
}

const CATALOGUE = Object.fromEntries(
  Object.entries(ROWS).map(([group, rows]) => [
    group,
    rows.map(([name, unit, least, most, label, explain]): Parameter => ({ name, unit, least, most, label, explain })),
  ]),
) as unknown as Readonly<Record<Group, readonly Parameter[]>>

export const GROUPS = Object.keys(ROWS) as readonly Group[]

export function parametersOf(group: Group): readonly Parameter[] {
  return CATALOGUE[group]
}

export function unitOf({ unit }: Parameter): string {
  return UNITS[unit].words
}

export function scaleOf({ unit }: Parameter): bigint {
  return UNITS[unit].scale
}
