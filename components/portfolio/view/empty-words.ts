import type { Portfolio } from './use-portfolio'

/** Why there is nothing to show yet; undefined when there is. */
export function emptyWords(status: Portfolio['history']['status'], count: number, first: string): string | undefined {
  if (count > 0) return undefined
  if (status === 'loading') return 'Reading the history…'
  if (status === 'unavailable') return 'The history cannot be read now. It comes back by itself.'
  return first
}
