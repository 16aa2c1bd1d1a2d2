// Plants faults in a copy of the contracts and counts those that the tests notice. Prints
// `mutation.killed.percent <n> % >=90` and every survivor. `--faults <n>`, `--seed <n>`; goes on where it was stopped.
import { Command } from 'commander'
import { mutate } from './mutation/run'

const { faults, seed } = new Command('mutation')
  .option('--faults <number>', 'how many to plant', '200')
  .option('--seed <number>', 'which ones', '1')
  .parse()
  .opts<{ faults: string; seed: string }>()

const outcomes = await mutate(Number(faults), Number(seed), (line) => console.error(line))
const killed = outcomes.filter((outcome) => outcome.killed).length
for (const { file, line, kind, before, after } of outcomes.filter((outcome) => !outcome.killed)) {
  console.log(`survivor ${file}:${line} ${kind}\n  - ${before}\n  + ${after}`)
}
const percent = Math.floor((killed * 1000) / outcomes.length) / 10
console.log(`mutation.planted ${outcomes.length} faults >=100`)
console.log(`mutation.killed ${killed} faults`)
console.log(`mutation.killed.percent ${percent} % >=90`)
process.exitCode = percent >= 90 && outcomes.length >= 100 ? 0 : 1
