// The Monte-Carlo study: simulates years of trading and writes docs/study.md and .undated/study.json. Ends with 1 when a target
// is missed. `--years`, `--attack-years` and `--neighbour-years` set how many per row, `--seed` and `--processes` the rest.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { formatFigure, recordFigures } from './lib/figures'
import { adversaries, type Adversary } from './study/adversaries'
import { aloneWith, defaults, neighbours } from './study/parameters'
import { figuresOf, nameOf, report } from './study/report'
import { runBatches, type Batch } from './study/run'
import type { YearResult } from './study/year'

interface Options {
  readonly years: number
  readonly attackYears: number
  readonly neighbourYears: number
  readonly seed: number
  readonly processes: number
  readonly again: boolean
}

function whole(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at most seven digits.')
  return Number(text)
}

const options = new Command('study')
  .option('--years <number>', 'years at the defaults', whole, 3000)
  .option('--attack-years <number>', 'years for each adversary alone', whole, 200)
  .option('--neighbour-years <number>', 'years for each neighbour', whole, 100)
  .option('--seed <number>', 'first seed', whole, 1)
  .option('--processes <number>', 'processes', whole, cpus().length)
  .option('--again', 'write the report of the last run again', false)
  .parse()
  .opts<Options>()

/** Those who still gain something: whoever loses would stay away. */
const mixed: readonly Adversary[] = ['weekend', 'overnight']
const batches: Batch[] = [
  { name: 'defaults', terms: defaults, active: mixed, years: options.years },
  { name: 'no adversaries', terms: defaults, active: [], years: options.attackYears },
  ...adversaries.map((name) => ({ name, terms: defaults, active: [name], years: options.attackYears })),
  ...aloneWith.map(({ name, change }) => ({
    name: `${name}, ${nameOf(change)}`,
    terms: { ...defaults, ...change },
    active: [name],
    years: options.attackYears,
  })),
  ...neighbours.map((change) => ({
    name: nameOf(change),
    terms: { ...defaults, ...change },
    active: mixed,
    years: options.neighbourYears,
  })),
]

const rows = '.undated/study-rows.json'
mkdirSync('.undated', { recursive: true })
const results = options.again
  ? new Map(JSON.parse(readFileSync(rows, 'utf8')) as [string, YearResult[]][])
  : await runBatches(batches, options.seed, options.processes)
if (!options.again) writeFileSync(rows, JSON.stringify([...results]))
const figures = figuresOf(results)
const command =
  `npm run study -- --years ${options.years} --attack-years ${options.attackYears} ` +
  `--neighbour-years ${options.neighbourYears} --seed ${options.seed}`
writeFileSync('.undated/study.json', `${JSON.stringify(figures, null, 2)}\n`)
writeFileSync('docs/study.md', report(results, figures, command))
recordFigures(
  'study',
  figures.flatMap(({ name, value, unit, limit }) => (limit === undefined ? [] : [{ name, value, unit, limit }])),
)
for (const figure of figures) console.log(formatFigure({ ...figure, limit: figure.limit ?? '(a bound)' }))
process.exitCode = figures.every(({ met }) => met) ? 0 : 1
