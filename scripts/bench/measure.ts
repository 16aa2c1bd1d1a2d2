import { DEFAULT_WEEKS } from '@/scripts/demo/options'
import type { Figure } from '@/scripts/lib/figures'
import { type Stack, startStack } from '@/scripts/stack'
import { ownPorts } from '@/scripts/stack/ports'

export type { Figure } from '@/scripts/lib/figures'

export interface Group {
  readonly name: string
  readonly measure: (bench: Bench) => Promise<readonly Figure[]>
}

export interface BenchOptions {
  /** Run the whole test command to time it, instead of taking the time of its last run. */
  readonly testMinutes: boolean
}

/** What the groups of a run share: one system, started when it is first needed. */
export class Bench {
  private started: Promise<Stack> | undefined

  constructor(readonly options: BenchOptions) {}

  stack(): Promise<Stack> {
    this.started ??= startStack({
      name: 'bench',
      ...ownPorts(),
      blockSeconds: 2,
      // As the demo starts: with its past, and with people who trade.
      crowdWeeks: DEFAULT_WEEKS,
      crowdStays: true,
      webEnv: { UNDATED_RATE_LIMIT_PER_MINUTE: '100000000', UNDATED_LOG_LEVEL: 'warn' },
      onProgress: note,
    })
    return this.started
  }

  /** The same once the index has caught up with the past, as after a minute or two of its life. */
  async settledStack(): Promise<Stack> {
    const stack = await this.stack()
    await stack.indexing
    return stack
  }

  async stop(): Promise<void> {
    const stack = await this.started?.catch(() => undefined)
    await stack?.stop()
  }
}

/** Progress goes to standard error, so that standard output holds figures alone. */
export function note(line: string): void {
  console.error(`  ${line}`)
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('There is no median of nothing.')
  return middle
}
