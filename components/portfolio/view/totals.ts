import type { Wad } from '@/lib/core/fixed-point'
import type { ProfitParts } from '@/lib/core/history/ledger'
import type { PortfolioSet } from './use-portfolio'

/** Parts in the order in which they are shown everywhere. */
export const PARTS = [
  {
    key: 'options',
    name: 'Options',
    tone: 'premium',
    hatch: 'full',
    explain: 'What options are worth or were sold for, less what was paid for them',
  },
  {
    key: 'funding',
    name: 'Funding',
    tone: 'funding',
    hatch: 'rising',
    explain: 'Paid for holding, or received for having written',
  },
  { key: 'fees', name: 'Fees', tone: 'fees', hatch: 'level', explain: 'Of trades' },
  {
    key: 'spread',
    name: 'Conversion',
    tone: 'spread',
    hatch: 'falling',
    explain: 'What changing dollars into tokens took, as prices have an age',
  },
  {
    key: 'charges',
    name: 'Penalties',
    tone: 'results',
    hatch: 'dots',
    explain: 'Of liquidations, and rewards to those who execute orders; less what was let off',
  },
  {
    key: 'stock',
    name: 'Stock price',
    tone: 'stock',
    hatch: 'full',
    explain: 'What the stock’s own price did to the cash',
  },
] as const

export type PartKey = (typeof PARTS)[number]['key']

/** The sum over these sets; undefined while one of them cannot be told. */
export function totalProfit(sets: readonly PortfolioSet[]): ProfitParts | undefined {
  const concerned = sets.filter(({ live, past }) => past !== undefined || (live?.equity ?? 0n) !== 0n)
  const parts = concerned.map(({ profit }) => profit)
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined
  const sum = (of: (part: ProfitParts) => Wad) => parts.reduce((total, part) => total + of(part), 0n)
  return {
    options: sum(({ options }) => options),
    funding: sum(({ funding }) => funding),
    fees: sum(({ fees }) => fees),
    spread: sum(({ spread }) => spread),
    charges: sum(({ charges }) => charges),
    stock: sum(({ stock }) => stock),
    total: sum(({ total }) => total),
  }
}

/** The sum of something that every set has now; undefined while one is missing. */
export function totalNow(
  sets: readonly PortfolioSet[],
  of: (live: NonNullable<PortfolioSet['live']>) => Wad,
): Wad | undefined {
  let total = 0n
  for (const { live } of sets) {
    if (live === undefined) return undefined
    total += of(live)
  }
  return sets.length === 0 ? undefined : total
}
