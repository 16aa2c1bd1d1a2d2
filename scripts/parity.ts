// Compares lib/core/pricing and lib/core/risk with the contracts' libraries, over more than 100,000 random prices and 20,000
// random accounts. Prints `parity.mismatches` and `margin.parity.mismatches` and ends with 1 when there is one. `--seed <n>`
// tries other inputs.
import { Command, InvalidArgumentError } from 'commander'
import { compareWithContracts } from './parity/run'

function readSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at most nine digits.')
  return Number(text)
}

const { seed } = new Command('parity')
  .option('--seed <number>', 'which random inputs', readSeed, 20_260_101)
  .parse()
  .opts<{ seed: number }>()

const { prices, margins } = await compareWithContracts({
  seed,
  onMismatch: (description) => console.error(`mismatch: ${description}`),
})
console.log(`parity.inputs ${prices.inputs} inputs >=100000`)
console.log(`parity.mismatches ${prices.mismatches} mismatches <=0`)
console.log(`margin.parity.accounts ${margins.inputs} accounts >=20000`)
console.log(`margin.parity.mismatches ${margins.mismatches} mismatches <=0`)
const equal = prices.mismatches + margins.mismatches === 0
process.exitCode = equal && prices.inputs >= 100_000 && margins.inputs >= 20_000 ? 0 : 1
