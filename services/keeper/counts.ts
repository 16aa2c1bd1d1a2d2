/** What a keeper has done since its start. */
export interface Counts {
  /** Transactions included, by kind: update, request, lapse, sample, touch, sweep, order, liquidate, closeExhausted, … */
  readonly actions: Readonly<Record<string, number>>
  /** What went wrong, by kind: round, prices, logs; `refused` by a trial run, `reverted` on chain. */
  readonly failures: Readonly<Record<string, number>>
  /** Gas of the transactions included, and what was paid for it, wei. */
  readonly gasUsed: bigint
  readonly spent: bigint
}

export const noCounts: Counts = { actions: {}, failures: {}, gasUsed: 0n, spent: 0n }

export function countAction(counts: Counts, kind: string, cost: { gasUsed: bigint; spent: bigint }): Counts {
  return {
    ...counts,
    actions: increased(counts.actions, kind),
    gasUsed: counts.gasUsed + cost.gasUsed,
    spent: counts.spent + cost.spent,
  }
}

export function countFailure(counts: Counts, kind: string): Counts {
  return { ...counts, failures: increased(counts.failures, kind) }
}

function increased(record: Readonly<Record<string, number>>, key: string): Readonly<Record<string, number>> {
  return { ...record, [key]: (record[key] ?? 0) + 1 }
}
