import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Adversary } from './adversaries'
import type { StudyParameters } from './parameters'
import type { Task } from './worker'
import type { YearResult } from './year'

/** Years to simulate under one set of parameters and adversaries. */
export interface Batch {
  readonly name: string
  readonly terms: StudyParameters
  readonly active: readonly Adversary[]
  readonly years: number
}

/** All batches on `processes` processes; results by batch name, in the order of the seeds. */
export async function runBatches(
  batches: readonly Batch[],
  seed: number,
  processes: number,
): Promise<Map<string, YearResult[]>> {
  const tasks: Task[] = []
  const places: [string, number][] = []
  const results = new Map<string, YearResult[]>()
  for (const { name, terms, active, years } of batches) {
    results.set(name, [])
    for (let i = 0; i < years; i++) {
      tasks.push({ id: tasks.length, terms, seed: seed + i, active })
      places.push([name, i])
    }
  }
  const queue = tasks.values()
  await Promise.all(
    Array.from({ length: processes }, () =>
      work(queue, (id, result) => {
        const [name, place] = places[id] ?? ['', 0]
        const list = results.get(name)
        if (list !== undefined) list[place] = result
      }),
    ),
  )
  return results
}

function work(queue: Iterator<Task>, done: (id: number, result: YearResult) => void): Promise<void> {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
  return new Promise((resolve, reject) => {
    const next = () => {
      const { value } = queue.next() as { value?: Task }
      if (value === undefined) child.disconnect()
      else child.send(value)
    }
    child.on('message', ({ id, result }: { id: number; result: YearResult }) => {
      done(id, result)
      next()
    })
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`a worker ended with ${String(code)}`))
    })
    next()
  })
}
