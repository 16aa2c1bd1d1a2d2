'use client'

import { useMemo } from 'react'
import type { AccountEvent } from '@/lib/core/history/types'
import { profitParts, type ProfitParts } from '@/lib/core/history/ledger'
import { useAccountHistory, type AccountHistoryState } from '@/lib/query/account-history'
import { useAccountView, type AccountViewState } from '@/lib/query/account-view'
import { useNow, useSnapshot } from '@/lib/query/market-data'
import { pastOf, type SetPast } from '../engine/curve'
import { entriesOf, type Entry } from '../engine/entries'
import { agrees, liveSetOf, type LiveSet } from '../engine/live'
import { structureOf, symbolsIn, type SetStructure } from '../engine/structure'

/** One set as the portfolio shows it: what is there now, and what was. */
export interface PortfolioSet {
  readonly structure: SetStructure
  /** Undefined while the chain has not been read, or a price is missing. */
  readonly live: LiveSet | undefined
  /** Undefined when nothing happened there, or the index is away. */
  readonly past: SetPast | undefined
  /** Undefined while index and chain do not speak of the same state. */
  readonly profit: ProfitParts | undefined
}

export interface Portfolio {
  readonly view: AccountViewState
  readonly history: AccountHistoryState
  readonly sets: readonly PortfolioSet[]
  /** Of the sets in which something happened; the same object while nothing new is known. */
  readonly pasts: readonly SetPast[]
  readonly entries: readonly Entry[]
  /** Seconds since the epoch; 0 on the server. */
  readonly now: number
}

export function usePortfolio(address: string | undefined): Portfolio {
  const snapshot = useSnapshot()
  const now = useNow()
  const structure = useStructure()
  const symbolsOf = useMemo(() => (events: readonly AccountEvent[]) => symbolsIn(structure, events), [structure])
  const history = useAccountHistory(address, symbolsOf)
  const view = useAccountView(address)
  const { events, points, through } = history.history ?? {}
  // Not on the whole answer: its head moves on every few seconds.
  const pasts = useMemo(
    () =>
      events !== undefined && points !== undefined && through !== undefined
        ? pastOf(structure, { events, points, through })
        : [],
    [structure, events, points, through],
  )
  const entries = useMemo(() => entriesOf(structure, events ?? []), [structure, events])
  const { overview } = snapshot
  const sets = structure.map((set, i): PortfolioSet => {
    const [chainSet, mine] = [overview?.sets[i], view.user?.sets[i]]
    const clock = BigInt(now) > (overview?.blockTime ?? 0n) ? BigInt(now) : (overview?.blockTime ?? 0n)
    const live = chainSet && mine ? liveSetOf(snapshot, chainSet, mine, clock) : undefined
    const known = pasts.find((each) => each.set === set)
    return { structure: set, live, past: known, profit: profitOf(live, known) }
  })
  return { view, history, sets, pasts, entries, now }
}

function profitOf(live: LiveSet | undefined, past: SetPast | undefined): ProfitParts | undefined {
  return live === undefined || past === undefined || !agrees(past.ledger, live)
    ? undefined
    : profitParts(past.ledger, live)
}

/** The same object while the sets stay what they are: charts and histories hang on it, and a new block must not renew them. */
function useStructure(): readonly SetStructure[] {
  const { overview } = useSnapshot()
  const text = JSON.stringify(overview === undefined ? [] : structureOf(overview))
  return useMemo(() => JSON.parse(text) as readonly SetStructure[], [text])
}
