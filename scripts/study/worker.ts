// Child process of scripts/study/run.ts: simulates the years that its parent sends, one at a time.
import type { Adversary } from './adversaries'
import type { StudyParameters } from './parameters'
import { simulateYear } from './year'

export interface Task {
  readonly id: number
  readonly terms: StudyParameters
  readonly seed: number
  readonly active: readonly Adversary[]
}

process.on('message', ({ id, terms, seed, active }: Task) => {
  process.send?.({ id, result: simulateYear(terms, seed, active) })
})
