// `npm run gas`: measures the release's code and compares with `.gas-snapshot`; fails when a figure has moved by more than 1 %, so
// that who changes what people pay says so by committing the new figures. `--update` writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { measureGas } from './bench/programs'
import { compareSnapshot, renderSnapshot, tolerancePercent } from './gas/snapshot'
import { formatFigure } from './lib/figures'
import { root } from './lib/paths'
import { stopAll } from './lib/processes'

const file = join(root, '.gas-snapshot')
const { update } = new Command('npm run gas --')
  .option('--update', 'commit what is measured as what is expected', false)
  .parse()
  .opts<{ update: boolean }>()

const figures = await measureGas()
await stopAll()
for (const figure of figures) console.log(formatFigure(figure))
if (update) writeFileSync(file, renderSnapshot(figures))
const differences = compareSnapshot(readFileSync(file, 'utf8'), figures)
for (const difference of differences) console.error(difference)
if (differences.length > 0) console.error('If that is meant, run `npm run gas -- --update` and commit .gas-snapshot.')
else console.log(`.gas-snapshot agrees within ${String(tolerancePercent)} %.`)
process.exitCode = differences.length === 0 ? 0 : 1
