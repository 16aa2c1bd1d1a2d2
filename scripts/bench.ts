// `npm run bench`: one line per figure, `name value unit limit`, on standard output. `npm run bench -- gas quote` takes a part.
// A figure that misses its limit is printed like the others; the exit code is 1 only if one could not be taken.
import { Command } from 'commander'
import { measureApi } from './bench/api'
import { measureChart } from './bench/chart'
import { measureKeeper } from './bench/keeper'
import { measureLighthouse } from './bench/lighthouse'
import { measureIndexer } from './bench/indexer'
import { Bench, type BenchOptions, type Group, note } from './bench/measure'
import { measurePages } from './bench/pages'
import { measureGas, measureParity, measureQuotes, measureTests } from './bench/programs'
import { recorded } from './bench/recorded'
import { measureRequests } from './bench/requests'
import { measureStart } from './bench/start'
import { formatFigure, keepsLimit } from './lib/figures'
import { stopAll, stopOnSignals } from './lib/processes'

/** In the order in which they run: the start comes first because the others use what it has started. */
const groups: readonly Group[] = [
  { name: 'start', measure: measureStart },
  { name: 'test', measure: measureTests },
  { name: 'gas', measure: measureGas },
  { name: 'quote', measure: measureQuotes },
  { name: 'api', measure: measureApi },
  { name: 'web', measure: measurePages },
  { name: 'chart', measure: measureChart },
  { name: 'lighthouse', measure: measureLighthouse },
  { name: 'rpc', measure: measureRequests },
  { name: 'parity', measure: measureParity },
  { name: 'indexer', measure: measureIndexer },
  { name: 'keeper', measure: () => measureKeeper() },
  // Too long for every benchmark: what their last run recorded.
  recorded('invariants'),
  recorded('coverage'),
  recorded('mutation'),
  recorded('study'),
]

async function main(): Promise<void> {
  stopOnSignals(stopAll)
  const { chosen, options } = readArguments()
  const bench = new Bench(options)
  let missing = 0
  for (const group of chosen) missing += await run(group, bench)
  await bench.stop()
  await stopAll()
  process.exit(missing === 0 ? 0 : 1)
}

async function run(group: Group, bench: Bench): Promise<number> {
  note(`measuring ${group.name}`)
  try {
    for (const figure of await group.measure(bench)) {
      console.log(formatFigure(figure))
      if (!keepsLimit(figure)) note(`${figure.name} misses its limit`)
    }
    return 0
  } catch (error) {
    note(`${group.name} could not be measured: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

function readArguments(): { chosen: readonly Group[]; options: BenchOptions } {
  const names = groups.map(({ name }) => name)
  const command = new Command('npm run bench --')
    .argument('[groups...]', `which figures to take: ${names.join(', ')}`)
    .option('--test-minutes', 'run the whole test command to time it', false)
    .parse()
  const unknown = command.args.filter((name) => !names.includes(name))
  if (unknown.length > 0) command.error(`error: there is no group ${unknown.join(', ')}; groups: ${names.join(' ')}`)
  const chosen = command.args.length === 0 ? groups : groups.filter(({ name }) => command.args.includes(name))
  return { chosen, options: command.opts<BenchOptions>() }
}

await main()
