import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureIndexer } from '@/scripts/indexer/install'
import { ensureChromium } from '@/scripts/lib/chromium'
import { binary, stateRoot } from '@/scripts/lib/paths'
import { delay, launch, tail } from '@/scripts/lib/processes'
import { ensureWebBuild } from '@/scripts/stack/webBuild'
import { type Tally, countForge, countPlaywright, countVitest } from './count'

export interface StepResult extends Tally {
  /** What to print: everything when something failed, else little. */
  readonly output: string
}

export interface Step {
  readonly name: string
  readonly title: string
  /** Steps of one lane run one after the other, the lanes side by side. */
  readonly lane: 'contracts' | 'code' | 'browser'
  /** Steps of other lanes that must have ended. */
  readonly after?: readonly string[]
  readonly run: () => Promise<StepResult>
}

interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const quiet = { NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', FOUNDRY_PROFILE: 'default' }
/** Tests with their contracts compile in seconds this way; browser tests, parity and gas use the release's code. */
const quickCompile = { FOUNDRY_PROFILE: 'fast' }
export const logs = join(stateRoot, 'test')

export const steps: readonly Step[] = [
  {
    name: 'generated',
    title: 'generated files agree with the contracts, which fit the code limit',
    lane: 'contracts',
    run: () => check('generated', [script('scripts/abi.ts', '--check')]),
  },
  { name: 'contracts', title: 'contract tests (forge)', lane: 'contracts', run: contracts },
  {
    name: 'gas',
    title: 'gas of the release’s code is what .gas-snapshot says',
    lane: 'contracts',
    run: () => check('gas', [script('scripts/gas.ts')]),
  },
  {
    name: 'format',
    title: 'formatting (prettier, forge fmt)',
    lane: 'code',
    run: () => check('format', [bin('prettier', '--check', '.'), bin('forge', 'fmt', '--check')]),
  },
  {
    name: 'lint',
    title: 'lint (eslint, solhint)',
    lane: 'code',
    run: async () => {
      await ensureIndexer()
      return check('lint', [
        bin('eslint', '.', '--max-warnings', '0'),
        bin('solhint', '--disc', '--max-warnings', '0', 'contracts/src/**/*.sol'),
      ])
    },
  },
  { name: 'types', title: 'types (tsc)', lane: 'code', run: types },
  { name: 'build', title: 'production build (next)', lane: 'code', run: build },
  {
    name: 'parity',
    title: 'TypeScript prices equal the contract’s',
    lane: 'code',
    run: () => check('parity', [script('scripts/parity.ts')]),
  },
  { name: 'unit', title: 'unit tests (vitest)', lane: 'code', run: unit },
  {
    name: 'indexer',
    title: 'the index: books, flows, reorganisations, restart, hostile requests; the risk lens',
    lane: 'code',
    run: () => check('indexer', [script('scripts/indexer/verify.ts')]),
  },
  // Not beside the contracts, whose compiler and fuzzer need the cores.
  {
    name: 'e2e',
    title: 'browser tests on the running system (playwright)',
    lane: 'browser',
    after: ['build', 'gas'],
    run: e2e,
  },
]

/** Several commands that together count as one test. */
async function check(name: string, commands: readonly Command[]): Promise<StepResult> {
  const outputs: string[] = []
  let failed = 0
  for (const command of commands) {
    const { code, log } = await runToEnd(name, command, 10)
    if (code !== 0) failed = 1
    outputs.push(code === 0 ? tail(log, 3) : readFileSync(log, 'utf8'))
  }
  const output = outputs.map((text) => text.trimEnd()).filter((text) => text !== '')
  return { passed: 1 - failed, failed, output: output.join('\n') }
}

async function types(): Promise<StepResult> {
  await ensureIndexer()
  return check('types', [bin('tsc', '--noEmit'), bin('tsc', '-p', 'services/indexer')])
}

async function contracts(): Promise<StepResult> {
  const { log, code } = await runToEnd('contracts', { ...bin('forge', 'test', '--json'), env: quickCompile }, 18)
  const tally = countForge(readFileSync(log, 'utf8'))
  if (tally === undefined) return { passed: 0, failed: 1, output: readFileSync(log, 'utf8') }
  const { passed, failed, failing } = tally
  if (failed === 0) return judge(tally, code, log)
  // The report has no traces: once more, only what failed.
  const again = bin('forge', 'test', '--match-test', `^(${failing.join('|')})\\(`, '-vvv')
  const rerun = await runToEnd('contracts-failed', { ...again, env: quickCompile }, 5)
  return { passed, failed, output: readFileSync(rerun.log, 'utf8') }
}

async function unit(): Promise<StepResult> {
  const report = join(logs, 'unit.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { log, code } = await runToEnd('unit', bin('vitest', 'run', ...reporters), 18)
  return judge(countVitest(readIfThere(report)), code, log)
}

async function e2e(): Promise<StepResult> {
  const notes: string[] = []
  const path = ensureChromium((line) => notes.push(line))
  const command = { ...bin('playwright', 'test'), env: { CHROMIUM_PATH: path, FORCE_COLOR: '0' } }
  const { log, code } = await runToEnd('e2e', command, 25)
  return judge(countPlaywright(readIfThere(join(logs, 'e2e.json'))), code, log)
}

async function build(): Promise<StepResult> {
  const notes: string[] = []
  await ensureWebBuild((line) => notes.push(line))
  return { passed: 1, failed: 0, output: notes.join('\n') }
}

/** A program that fails without saying which test failed has failed once. */
function judge(tally: Tally | undefined, code: number, log: string): StepResult {
  if (tally === undefined) return { passed: 0, failed: 1, output: readFileSync(log, 'utf8') }
  const failed = code === 0 ? tally.failed : Math.max(1, tally.failed)
  return { passed: tally.passed, failed, output: failed === 0 ? '' : readFileSync(log, 'utf8') }
}

async function runToEnd(name: string, { command, args, env = {} }: Command, minutes: number) {
  const log = join(logs, `${name}.log`)
  const run = launch({
    name,
    command,
    args,
    logFile: log,
    env: { ...quiet, ...env },
  })
  const timer = new AbortController()
  const timeout = delay(minutes * 60_000, timer.signal).then(() => 'late' as const)
  const outcome = await Promise.race([run.exited, timeout])
  timer.abort()
  await run.stop()
  return { log, code: outcome === 'late' ? 124 : outcome }
}

function bin(name: string, ...args: string[]): Command {
  return { command: binary(name), args }
}

function script(...args: string[]): Command {
  return { command: process.execPath, args: ['--import', 'tsx', ...args] }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
