import { max, min, mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { parametersOf, type GovernedCall, type Group, type Values } from '@/lib/core/governance'
import type { Overview, SetView } from '../snapshot/types'

/** The values in force, and what the chain would report if a call had been executed. No chain library: pages load this. */

/** How volatility is measured, by the contract's names. */
export interface VolatilityInForce {
  readonly values: Values
  /** From when floor, cap and markup may change again, seconds since the epoch. */
  readonly levelsChangeableAt: number
}

/** A struct of the contracts as the catalogue takes it. */
export function valuesOf(group: Group, struct: Readonly<Record<string, number | bigint | boolean>>): Values {
  return Object.fromEntries(parametersOf(group).map(({ name }) => [name, BigInt(struct[name] ?? 0)]))
}

/** What a call would replace; undefined when it names a set or market that is not there. */
export function valuesInForce(
  overview: Overview,
  volatility: VolatilityInForce,
  call: GovernedCall,
): Values | undefined {
  if (call.kind === 'volatility') return volatility.values
  if (call.kind === 'guardian') return {}
  const set = setOf(overview, call.house)
  if (set === undefined) return undefined
  if (call.kind === 'riskTerms') return valuesOf('riskTerms', set.riskTerms)
  if (call.kind === 'terms') return valuesOf('terms', set.terms)
  if (call.kind === 'unpause') return {}
  const struct = call.kind === 'market' ? set.markets[call.market]?.config : set.grids[call.asset]
  return struct === undefined ? undefined : valuesOf(call.kind, struct)
}

export function setOf({ sets }: Overview, house: string): SetView | undefined {
  return sets.find(({ clearinghouse }) => clearinghouse.toLowerCase() === house.toLowerCase())
}

/** The chain's state with the call executed and everything touched and sampled; prices and quantities stay. */
export function afterCall(overview: Overview, volatility: VolatilityInForce, call: GovernedCall): Overview {
  if (call.kind === 'volatility') return withVolatility(overview, volatility.values, call.values)
  if (call.kind === 'guardian') return overview
  return {
    ...overview,
    sets: overview.sets.map((set) =>
      set.clearinghouse.toLowerCase() === call.house.toLowerCase() ? changedSet(set, call) : set,
    ),
  }
}

type SetCall = Extract<GovernedCall, { readonly house: string }>

function changedSet(set: SetView, call: SetCall): SetView {
  switch (call.kind) {
    case 'unpause':
      return { ...set, openingsPaused: false }
    case 'riskTerms':
      return { ...set, riskTerms: { ...set.riskTerms, ...smallNumbers(call.values) } }
    case 'terms':
      return { ...set, terms: { ...set.terms, ...smallNumbers(call.values) } }
    case 'grid':
      return { ...set, grids: set.grids.map((grid, i) => (i === call.asset ? gridOf(grid, call.values) : grid)) }
    case 'market':
      return {
        ...set,
        markets: set.markets.map((market, i) =>
          i === call.market ? { ...market, config: configOf(market.config, call) } : market,
        ),
      }
  }
}

function gridOf(grid: SetView['grids'][number], { step = grid.step, range = BigInt(grid.range) }: Values) {
  return { step, range: Number(range) }
}

type Config = SetView['markets'][number]['config']

function configOf(config: Config, { values, listed }: Extract<GovernedCall, { kind: 'market' }>): Config {
  const { depth = config.depth, ...rest } = values
  return { ...config, ...smallNumbers(rest), depth, listed }
}

/** Fields of up to 48 bits travel as numbers. */
function smallNumbers(values: Values): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))
}

/** A sample multiplies the measured volatility, kept within floor and cap, with the markup. */
function withVolatility(overview: Overview, before: Values, after: Values): Overview {
  return {
    ...overview,
    assets: overview.assets.map((asset) =>
      asset.volatility === 0n ? asset : { ...asset, volatility: remarked(asset.volatility, before, after) },
    ),
  }
}

function remarked(sigma: Wad, before: Values, after: Values): Wad {
  const measured = mulDiv(sigma, WAD, before.markup ?? WAD)
  const clamped = min(max(measured, after.floor ?? 0n), after.cap ?? measured)
  return mulDiv(clamped, after.markup ?? WAD, WAD)
}
