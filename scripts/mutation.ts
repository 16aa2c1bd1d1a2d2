// Plants faults in a copy of the contracts and counts those that the tests notice. Prints
// `mutation.killed.percent <n> % >=90` and every survivor. `--faults <n>`, `--seed <n>`, `--only <text>`;
// goes on where it was stopped.
import { Command } from 'commander'
import { formatFigure, keepsLimit, recordFigures } from './lib/figures'
import { mutate } from './mutation/run'

const { faults, seed, only } = new Command('mutation')
  .option('--faults <number>', 'how many to plant', '200')
  .option('--seed <number>', 'which ones', '1')
  .option('--only <pattern>', 'in sources whose path matches this regular expression', '')
  .parse()
  .opts<{ faults: string; seed: string; only: string }>()

const outcomes = await mutate({ count: Number(faults), seed: Number(seed), only: new RegExp(only) }, (line) =>
  console.error(line),
)
const killed = outcomes.filter((outcome) => outcome.killed).length
for (const { file, line, kind, before, after } of outcomes.filter((outcome) => !outcome.killed)) {
  console.log(`survivor ${file}:${line} ${kind}\n  - ${before}\n  + ${after}`)
}
const percent = Math.floor((killed * 1000) / outcomes.length) / 10
const figures = [
  { name: 'mutation.planted', value: outcomes.length, unit: 'faults', limit: '>=100' },
  { name: 'mutation.killed.percent', value: percent, unit: '%', limit: '>=90' },
]
// A part of the sources says nothing of the whole.
if (only === '') recordFigures('mutation', figures)
for (const figure of figures) console.log(formatFigure(figure))
process.exitCode = figures.every(keepsLimit) ? 0 : 1
