// `npm test`: every check and test there is. `npm test -- unit contracts` runs a part. The last line is `N passed, N failed`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopAll, stopOnSignals } from './lib/processes'
import { type Step, type StepResult, logs, steps } from './test/steps'

const began = Date.now()

async function main(): Promise<void> {
  stopOnSignals(stopAll)
  const chosen = choose(process.argv.slice(2))
  rmSync(logs, { recursive: true, force: true })
  mkdirSync(logs, { recursive: true })
  const results = await runLanes(chosen)
  if (chosen.length === steps.length) recordDuration()
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0)
  await stopAll()
  console.log(`\nThe tests took ${elapsed(began)}.`)
  console.log(`${String(sum('passed'))} passed, ${String(sum('failed'))} failed`)
  process.exit(sum('failed') === 0 ? 0 : 1)
}

function choose(names: readonly string[]): readonly Step[] {
  const known = steps.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(', ')}. Steps: ${known.join(' ')}`)
    process.exit(2)
  }
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name))
}

/** The compiler of the contracts keeps one core busy; what needs no contracts uses the other meanwhile. */
async function runLanes(chosen: readonly Step[]): Promise<StepResult[]> {
  const ends = new Map<string, Promise<StepResult>>()
  const previous = new Map<string, Promise<unknown>>()
  // Steps that others wait for stand before them in the list.
  for (const step of chosen) {
    const awaited = (step.after ?? []).map((name) => ends.get(name))
    const end = Promise.all([previous.get(step.lane), ...awaited]).then(() => runStep(step))
    ends.set(step.name, end)
    previous.set(step.lane, end)
  }
  return Promise.all(ends.values())
}

async function runStep(step: Step): Promise<StepResult> {
  const start = Date.now()
  console.log(`… ${step.name}: ${step.title}`)
  const result = await step.run().catch((error: unknown) => crashed(error))
  const { passed, failed, output } = result
  const mark = failed === 0 ? '✓' : '✗'
  console.log(`${mark} ${step.name}: ${String(passed)} passed, ${String(failed)} failed (${elapsed(start)})`)
  if (output !== '') console.log(failed === 0 ? indent(output) : `${output}\n── end of ${step.name}`)
  return result
}

function crashed(error: unknown): StepResult {
  return { passed: 0, failed: 1, output: error instanceof Error ? error.message : String(error) }
}

/** The benchmark reports how long the whole command took when it last ran. */
function recordDuration(): void {
  const minutes = (Date.now() - began) / 60_000
  writeFileSync(join(logs, 'duration.json'), `${JSON.stringify({ minutes })}\n`)
}

function elapsed(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(0)} s`
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}

await main()
