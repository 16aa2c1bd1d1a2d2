import type { Wad } from '../fixed-point'
import type { StressScenario } from './pool-stress'

/**
 * Days on which much fell at once, to be tried against today's book. Moves are rounded to whole per cent; what a volatility did is
 * an estimate, as no index measured all of them.
 */
export interface HistoricalScenario {
  readonly id: string
  readonly name: string
  /** What happened, and where the figures are from. */
  readonly source: string
  /** Per cent by ticker; a stock that is not named moves as the market did. */
  readonly moves: Readonly<Record<string, number>>
  readonly marketMove: number
  /** Every volatility is multiplied by this, in tenths. */
  readonly volatilityTenths: number
}

export const HISTORICAL: readonly HistoricalScenario[] = [
  {
    id: 'march-2020',
    name: '12 March 2020',
    source:
      'The pandemic reaches the markets. Changes from the close of 11 March to that of 12 March 2020 (crypto: midnight UTC, large exchanges; stocks: New York), rounded.',
    moves: { BTC: -37, ETH: -43, TSLA: -12, NVDA: -12, SPY: -10 },
    marketMove: -10,
    volatilityTenths: 25,
  },
  {
    id: 'may-2021',
    name: '19 May 2021',
    source:
      'China restates its ban on crypto payments. Crypto: from the start of 19 May 2021 (UTC) to that day’s low on large exchanges; stocks: change of the day in New York, rounded.',
    moves: { BTC: -30, ETH: -43, TSLA: -2, NVDA: 0, SPY: 0 },
    marketMove: 0,
    volatilityTenths: 17,
  },
  {
    id: 'november-2022',
    name: '7–9 November 2022',
    source:
      'FTX fails. Changes from the close of 7 November to that of 9 November 2022 (crypto: midnight UTC, large exchanges; stocks: New York), rounded.',
    moves: { BTC: -23, ETH: -30, TSLA: -10, NVDA: -4, SPY: -2 },
    marketMove: -2,
    volatilityTenths: 17,
  },
]

/** An asset of the set by the oracle's number. */
export interface ScenarioAsset {
  readonly asset: number
  readonly symbol: string
  readonly isStock: boolean
}

/** Per cent by the oracle's number; crypto that is not named moves as Bitcoin did. */
export function movesOf(scenario: HistoricalScenario, assets: readonly ScenarioAsset[]): ReadonlyMap<number, number> {
  const { moves, marketMove } = scenario
  const other = (isStock: boolean) => (isStock ? marketMove : (moves.BTC ?? marketMove))
  return new Map(assets.map(({ asset, symbol, isStock }) => [asset, moves[symbol] ?? other(isStock)]))
}

/** Moves in per cent and a volatility factor in tenths as `stressTest` takes them. */
export function scenarioOf(moves: ReadonlyMap<number, number>, volatilityTenths: number): StressScenario {
  return {
    assetMove: 0n,
    stockMove: 0n,
    volatilityFactor: BigInt(volatilityTenths) * 10n ** 17n,
    moves: new Map([...moves].map(([asset, percent]) => [asset, percentToWad(percent)])),
  }
}

export function percentToWad(percent: number): Wad {
  return BigInt(Math.round(percent * 100)) * 10n ** 14n
}
