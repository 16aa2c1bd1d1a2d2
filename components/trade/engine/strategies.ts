import type { Leg } from '@/lib/core/pricing'
import { mulDiv, type Wad } from '@/lib/core/fixed-point'
import { nearestStrike, type StrikeChoice } from './strikes'

/** Ready-made combinations of the advanced ticket, and what one leg of a ticket is. */

export const MAX_LEGS = 4

/** One leg as chosen: `place` counts listed strikes from the one nearest to the price until a `strike` (USD, WAD) is picked. */
export interface LegDraft {
  readonly isPut: boolean
  readonly written: boolean
  /** Contracts of this leg per unit of the ticket's size. */
  readonly ratio: number
  readonly place: number
  readonly strike?: Wad
}

export interface Strategy {
  readonly id: StrategyId
  readonly name: string
  /** What it bets on, in one sentence. */
  readonly words: string
  readonly legs: readonly LegDraft[]
  /** Which parts of a leg may be changed besides its strike. */
  readonly freedom: 'strikes' | 'legs' | 'all'
}

export type StrategyId =
  | 'single'
  | 'callDebit'
  | 'putDebit'
  | 'putCredit'
  | 'callCredit'
  | 'straddle'
  | 'straddleWritten'
  | 'strangle'
  | 'strangleWritten'
  | 'condor'
  | 'covered'
  | 'custom'

const call = (place: number): LegDraft => ({ isPut: false, written: false, ratio: 1, place })
const put = (place: number): LegDraft => ({ ...call(place), isPut: true })
const write = (leg: LegDraft): LegDraft => ({ ...leg, written: true })

export const strategies: readonly Strategy[] = [
  {
    id: 'single',
    name: 'Single option',
    words: 'Buy one option, or write one: you receive the premium now and carry the risk.',
    legs: [write(put(-2))],
    freedom: 'legs',
  },
  {
    id: 'callDebit',
    name: 'Call spread, you pay',
    words: 'Gains if the price rises, up to the higher strike.',
    legs: [call(0), write(call(4))],
    freedom: 'strikes',
  },
  {
    id: 'putDebit',
    name: 'Put spread, you pay',
    words: 'Gains if the price falls, down to the lower strike.',
    legs: [put(0), write(put(-4))],
    freedom: 'strikes',
  },
  {
    id: 'putCredit',
    name: 'Put spread, you receive',
    words: 'Earns while the price does not fall below the higher strike.',
    legs: [write(put(-2)), put(-6)],
    freedom: 'strikes',
  },
  {
    id: 'callCredit',
    name: 'Call spread, you receive',
    words: 'Earns while the price does not rise above the lower strike.',
    legs: [write(call(2)), call(6)],
    freedom: 'strikes',
  },
  {
    id: 'straddle',
    name: 'Straddle, bought',
    words: 'Gains if the price moves far, either way.',
    legs: [call(0), put(0)],
    freedom: 'strikes',
  },
  {
    id: 'straddleWritten',
    name: 'Straddle, written',
    words: 'Earns while the price stays; loses if it moves far, either way.',
    legs: [write(call(0)), write(put(0))],
    freedom: 'strikes',
  },
  {
    id: 'strangle',
    name: 'Strangle, bought',
    words: 'Gains if the price moves very far, either way; cheaper than a straddle.',
    legs: [call(4), put(-4)],
    freedom: 'strikes',
  },
  {
    id: 'strangleWritten',
    name: 'Strangle, written',
    words: 'Earns while the price stays between the strikes; loses beyond them.',
    legs: [write(call(4)), write(put(-4))],
    freedom: 'strikes',
  },
  {
    id: 'condor',
    name: 'Iron condor',
    words: 'Earns while the price stays between the inner strikes; the outer ones cap the loss.',
    legs: [put(-7), write(put(-3)), write(call(3)), call(7)],
    freedom: 'strikes',
  },
  {
    id: 'covered',
    name: 'Covered call',
    words: 'Write a call on the stock that is your margin: you earn funding and give up gains above the strike.',
    legs: [write(call(2))],
    freedom: 'strikes',
  },
  {
    id: 'custom',
    name: 'Own combination',
    words: 'Up to four options of this market, bought and written together.',
    legs: [call(0), write(call(4))],
    freedom: 'all',
  },
]

/** A covered call needs a market on the margin's own stock; everything else is offered everywhere. */
export function strategiesFor(asset: number, collateralAsset: number): readonly Strategy[] {
  return strategies.filter(({ id }) => id !== 'covered' || asset === collateralAsset)
}

export function strategyOf(id: StrategyId): Strategy {
  const found = strategies.find((strategy) => strategy.id === id)
  if (found === undefined) throw new RangeError(`There is no strategy ${id}.`)
  return found
}

/** The strike that a leg stands for now; undefined when none is listed. */
export function strikeOf(leg: LegDraft, choices: readonly StrikeChoice[], spot: Wad): Wad | undefined {
  if (leg.strike !== undefined && choices.some(({ strike }) => strike === leg.strike)) return leg.strike
  const nearest = nearestStrike(choices, spot)
  const middle = choices.findIndex(({ strike }) => strike === nearest)
  if (middle < 0) return undefined
  return choices[Math.min(Math.max(middle + leg.place, 0), choices.length - 1)]?.strike
}

/** What is traded for a size in units (WAD); undefined while a strike is missing or two legs are one series. */
export function legsOf(
  drafts: readonly LegDraft[],
  size: Wad,
  choices: readonly StrikeChoice[],
  spot: Wad,
): readonly Leg[] | undefined {
  const legs: Leg[] = []
  for (const draft of drafts) {
    const strike = strikeOf(draft, choices, spot)
    if (strike === undefined) return undefined
    const quantity = mulDiv(size, BigInt(draft.ratio), 1n)
    legs.push({ strike, isPut: draft.isPut, quantity: draft.written ? 0n - quantity : quantity })
  }
  const series = new Set(legs.map(({ strike, isPut }) => `${strike}/${isPut}`))
  return series.size === legs.length ? legs : undefined
}
