// Figures that other programs of this repository find out: gas, quotes, parity, the time the tests take.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { binary, stateRoot } from '@/scripts/lib/paths'
import { launch, tail } from '@/scripts/lib/processes'
import type { Bench, Figure } from './measure'

const gasReport = z.object({ open1: z.number(), open32: z.number(), close1: z.number(), close32: z.number() })
const writtenReport = z.object({ write: z.number(), condor: z.number(), liquidate8: z.number() })
const requestedReport = z.object({ request1: z.number(), execute1: z.number() })
const durationReport = z.object({ minutes: z.number() })

export async function measureGas(): Promise<readonly Figure[]> {
  const file = join(stateRoot, 'gas.json')
  const writtenFile = join(stateRoot, 'gas-written.json')
  const requestedFile = join(stateRoot, 'gas-requested.json')
  for (const old of [file, writtenFile, requestedFile]) rmSync(old, { force: true })
  // The tests deploy the committed artefacts, so the profile that compiles fastest will do.
  await run('bench-gas', binary('forge'), ['test', '--match-path', 'contracts/test/gas/*'], [0], 'fast')
  const { open1, open32, close1, close32 } = gasReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const { write, condor, liquidate8 } = writtenReport.parse(JSON.parse(readFileSync(writtenFile, 'utf8')))
  const { request1, execute1 } = requestedReport.parse(JSON.parse(readFileSync(requestedFile, 'utf8')))
  return [
    { name: 'gas.open.1', value: open1, unit: 'gas', limit: '<=200000' },
    { name: 'gas.open.32', value: open32, unit: 'gas', limit: '<=420000' },
    { name: 'gas.close.1', value: close1, unit: 'gas', limit: '<=170000' },
    { name: 'gas.close.32', value: close32, unit: 'gas', limit: '<=390000' },
    { name: 'gas.write', value: write, unit: 'gas', limit: '<=350000' },
    { name: 'gas.condor', value: condor, unit: 'gas', limit: '<=700000' },
    { name: 'gas.liquidate.8', value: liquidate8, unit: 'gas', limit: '<=600000' },
    { name: 'gas.request.1', value: request1, unit: 'gas', limit: '<=80000' },
    { name: 'gas.execute.1', value: execute1, unit: 'gas', limit: '<=250000' },
  ]
}

export async function measureQuotes(): Promise<readonly Figure[]> {
  const output = await run('bench-quote', process.execPath, ['--import', 'tsx', 'scripts/bench/quote.ts'])
  return [
    { name: 'quote.float.us', value: findValue(output, 'quote.float.us'), unit: 'us', limit: '<=5' },
    { name: 'quote.exact.us', value: findValue(output, 'quote.exact.us'), unit: 'us', limit: '<=500' },
  ]
}

export async function measureParity(): Promise<readonly Figure[]> {
  const output = await run('bench-parity', process.execPath, ['--import', 'tsx', 'scripts/parity.ts'], [0, 1])
  return [
    { name: 'parity.mismatches', value: findValue(output, 'parity.mismatches'), unit: 'mismatches', limit: '<=0' },
    {
      name: 'margin.parity.mismatches',
      value: findValue(output, 'margin.parity.mismatches'),
      unit: 'mismatches',
      limit: '<=0',
    },
  ]
}

export async function measureTests({ options }: Bench): Promise<readonly Figure[]> {
  if (options.testMinutes) await run('bench-test', process.execPath, ['--import', 'tsx', 'scripts/test.ts'], [0, 1])
  const file = join(stateRoot, 'test', 'duration.json')
  if (!existsSync(file)) throw new Error('No whole run of `npm test` is recorded; run it, or add --test-minutes.')
  const { minutes } = durationReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  return [{ name: 'test.minutes', value: minutes, unit: 'min', limit: '<=15' }]
}

/** Runs a program to its end and answers what it has printed. */
async function run(
  name: string,
  command: string,
  args: readonly string[],
  accepted = [0],
  profile = 'default',
): Promise<string> {
  const logFile = join(stateRoot, 'logs', `${name}.log`)
  const code = await launch({ name, command, args, logFile, env: { FOUNDRY_PROFILE: profile } }).exited
  if (!accepted.includes(code)) throw new Error(`${name} failed:\n${tail(logFile)}`)
  return readFileSync(logFile, 'utf8')
}

/** The number that follows a figure's name in a program's output. */
function findValue(output: string, name: string): number {
  const line = output.split('\n').find((text) => text.startsWith(`${name} `))
  const value = Number(line?.split(' ')[1])
  if (!Number.isFinite(value)) throw new Error(`There is no line "${name} <number>" in:\n${output.slice(-2000)}`)
  return value
}
