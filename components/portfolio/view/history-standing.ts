import type { Portfolio } from './use-portfolio'

const LATE_SECONDS = 60

/** Whether history can be read, and whether it reaches the present. */
export type HistoryStanding = Portfolio['history']['status'] | 'late'

export function historyStanding(portfolio: Portfolio): HistoryStanding {
  const { status } = portfolio.history
  return status === 'ready' && historyAge(portfolio) > LATE_SECONDS ? 'late' : status
}

/** Seconds that the history ends before the present; 0 while either is unknown. */
export function historyAge({ history, now }: Pick<Portfolio, 'history' | 'now'>): number {
  const through = history.history?.head.throughTime
  return through === undefined || now === 0 ? 0 : now - through
}

/** Why there is nothing to show yet; undefined when there is. */
export function emptyWords(standing: HistoryStanding, count: number, first: string): string | undefined {
  if (count > 0) return undefined
  if (standing === 'loading') return 'Reading the history…'
  if (standing === 'late') return 'The history has not reached the present yet. What is in it appears by itself.'
  if (standing === 'unavailable') return 'The history cannot be read now. It comes back by itself.'
  return first
}
