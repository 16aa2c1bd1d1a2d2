import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import {
  failsAt,
  insuranceExhausted,
  NO_STRESS,
  poolExhausted,
  type StressScenario,
  type StressTest,
} from '@/lib/core/risk'
import { symbolOf } from '../words'

/** What fails first when one thing moves: the main pool, then both pools together. */

export interface FailurePoint {
  readonly driver: string
  readonly isUp: boolean
  /** Moves (WAD fractions) at which the insurance pool must pay, and at which both are empty; undefined: not within the range. */
  readonly insurancePays: Wad | undefined
  readonly settlement: Wad | undefined
  /** The price at the first of these, USD; undefined when several prices move. */
  readonly price: Wad | undefined
}

interface Driver {
  readonly name: string
  readonly spot?: Wad
  readonly along: (move: Wad) => StressScenario
}

const PER_CENT = 10n ** 16n
const FURTHEST = { up: 3n * WAD, down: -95n * PER_CENT } as const

/** Every underlying alone, all together, and all with the stock; nearest first. */
export function failurePoints(
  test: StressTest,
  overview: Overview,
  set: SetView,
  spotOf: (asset: number) => Wad | undefined,
): readonly FailurePoint[] {
  const points = driversOf(overview, set, spotOf).flatMap((driver) =>
    [true, false].map((isUp) => pointOf(test, driver, isUp)),
  )
  return points.sort((a, b) => distance(a) - distance(b))
}

function driversOf(overview: Overview, set: SetView, spotOf: (asset: number) => Wad | undefined): readonly Driver[] {
  const stock = Number(set.collateralAsset)
  const assets = [...new Set(set.markets.map(({ config }) => config.asset))].filter((asset) => asset !== stock)
  const single = [...assets, stock].map((asset): Driver => {
    const spot = spotOf(asset)
    return {
      name: symbolOf(overview, asset),
      ...(spot === undefined ? {} : { spot }),
      along: (move) => ({ ...NO_STRESS, moves: new Map([[asset, move]]) }),
    }
  })
  return [
    ...single,
    { name: 'all underlyings together', along: (assetMove) => ({ ...NO_STRESS, assetMove }) },
    {
      name: 'all underlyings, the stock at −20 %',
      along: (assetMove) => ({ ...NO_STRESS, assetMove, stockMove: -20n * PER_CENT }),
    },
  ]
}

function pointOf(test: StressTest, { name, spot, along }: Driver, isUp: boolean): FailurePoint {
  const search = { along, furthest: isUp ? FURTHEST.up : FURTHEST.down }
  const insurancePays = failsAt(test, { ...search, fails: poolExhausted })
  const settlement = insurancePays === undefined ? undefined : failsAt(test, { ...search, fails: insuranceExhausted })
  const price = spot === undefined || insurancePays === undefined ? undefined : mulDiv(spot, WAD + insurancePays, WAD)
  return { driver: name, isUp, insurancePays, settlement, price }
}

function distance({ insurancePays }: FailurePoint): number {
  return insurancePays === undefined ? Number.POSITIVE_INFINITY : Math.abs(Number(insurancePays))
}
