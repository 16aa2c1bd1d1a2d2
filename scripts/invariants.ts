// `npm run invariants`: DESIGN §5, in a set as deployed, over 50,000 random calls; with `--deep` over 1,000,000. `--shards <n>` splits
// them over as many processes, each with a seed of its own. Prints `name value unit limit` and every action’s count; fails on any violation.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { readRun, sumActions } from './invariants/report'
import { formatFigure, keepsLimit, readFigures, recordFigures } from './lib/figures'
import { binary, stateRoot } from './lib/paths'
import { launch, stopAll, stopOnSignals, tail } from './lib/processes'

const depth = 100
const folder = join(stateRoot, 'invariants')
const suite = ['test', '--match-contract', 'RequestsInvariantTest']

interface Options {
  readonly deep: boolean
  readonly shards: string
  readonly seed: string
}

async function main(): Promise<void> {
  stopOnSignals(stopAll)
  const { deep, shards, seed } = new Command('npm run invariants --')
    .option('--deep', '1,000,000 calls instead of 50,000', false)
    .option('--shards <number>', 'processes side by side', '1')
    .option('--seed <number>', 'of the first process; the next ones count on', '1')
    .parse()
    .opts<Options>()
  const name = deep ? 'deep' : 'ci'
  const least = deep ? 1_000_000 : 50_000
  const runs = Math.ceil(least / depth / Number(shards))
  mkdirSync(folder, { recursive: true })
  await compile(deep)
  const numbers = Array.from({ length: Number(shards) }, (_, index) => Number(seed) + index)
  const logs = await Promise.all(numbers.map((number) => runShard(name, deep, number, runs)))
  const complete = report(name, least, logs)
  await stopAll()
  process.exit(complete ? 0 : 1)
}

/** Once, before several processes would do so at the same time. */
async function compile(deep: boolean): Promise<void> {
  const log = join(folder, 'compile.log')
  const code = await forge('compile', [...suite, '--list'], deep, {}, log)
  if (code !== 0) throw new Error(`The contracts do not compile:\n${tail(log)}`)
}

interface ShardLogs {
  readonly seed: number
  readonly log: string
  readonly actions: string
}

async function runShard(name: string, deep: boolean, seed: number, runs: number): Promise<ShardLogs> {
  const log = join(folder, `${name}-${String(seed)}.log`)
  const actions = join(folder, `${name}-${String(seed)}.actions`)
  rmSync(actions, { force: true })
  const env = { FOUNDRY_INVARIANT_RUNS: String(runs), UNDATED_INVARIANT_TALLY: actions, NO_COLOR: '1' }
  await forge(`invariants-${String(seed)}`, [...suite, '--fuzz-seed', String(seed)], deep, env, log)
  return { seed, log, actions }
}

function forge(name: string, args: string[], deep: boolean, env: Record<string, string>, logFile: string) {
  const profile = { FOUNDRY_PROFILE: deep ? 'deep' : 'fast' }
  return launch({ name, command: binary('forge'), args, env: { ...env, ...profile }, logFile }).exited
}

/** Whether there were enough calls and no violation. */
function report(name: string, least: number, shards: readonly ShardLogs[]): boolean {
  const runs = shards.map(({ log }) => readRun(readFileSync(log, 'utf8')))
  const calls = runs.reduce((sum, run) => sum + (run?.calls ?? 0), 0)
  const violations = runs.filter((run) => run?.passed !== true).length
  const actions = sumActions(shards.map(({ actions: file }) => readFileSync(file, 'utf8')).join('\n'))
  const tried = actions.reduce((sum, action) => sum + action.tried, 0)
  const succeeded = actions.reduce((sum, action) => sum + action.succeeded, 0)
  for (const action of actions) console.log(`  ${action.name}: ${String(action.succeeded)} of ${String(action.tried)}`)
  for (const [index, run] of runs.entries()) {
    if (run?.passed !== true) console.error(tail(shards[index]?.log ?? '', 60))
  }
  console.log(`Of ${String(tried)} calls into the protocol ${String(succeeded)} succeeded; the others failed by name.`)
  const figures = [
    { name: `invariants.calls.${name}`, value: calls, unit: 'calls', limit: `>=${String(least)}` },
    { name: `invariants.violations.${name}`, value: violations, unit: 'violations', limit: '<=0' },
  ]
  // A short run leaves the record of the long one, and the other way round.
  const others = readFigures('invariants')?.figures.filter((old) => figures.every((now) => now.name !== old.name)) ?? []
  recordFigures('invariants', [...others, ...figures])
  for (const figure of figures) console.log(formatFigure(figure))
  return figures.every(keepsLimit)
}

await main()
