// Compares lib/core/pricing with the contracts' libraries over more than 100,000 random inputs. Prints
// `parity.mismatches <n> mismatches <=0` and ends with 1 when there is one. `--seed <n>` tries other inputs.
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

const { inputs, mismatches } = await compareWithContracts({
  seed,
  onMismatch: (description) => console.error(`mismatch: ${description}`),
})
console.log(`parity.inputs ${inputs} inputs >=100000`)
console.log(`parity.mismatches ${mismatches} mismatches <=0`)
process.exitCode = mismatches === 0 && inputs >= 100_000 ? 0 : 1
