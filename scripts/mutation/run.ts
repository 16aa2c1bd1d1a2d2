import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, stateRoot } from '@/scripts/lib/paths'
import { type Fault, faultsOf, plant } from './faults'

const tree = join(stateRoot, 'mutation', 'tree')
const sources = join(tree, 'contracts', 'src')
const results = join(stateRoot, 'mutation', 'results.json')
const excluded = 'contracts/test/{invariant,gas}/*'

/** Lets the block's coinbase say which fault is awake, so that all are compiled at once. */
const switchSource = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

library Mutant {
    function on(uint256 id) internal pure returns (bool) {
        function() view returns (uint256) reader = active;
        function() pure returns (uint256) read;
        assembly { read := reader }
        return read() == id;
    }

    function active() private view returns (uint256 id) {
        assembly { id := coinbase() }
    }
}
`

let patience = 3_600_000

export interface Outcome extends Fault {
  readonly killed: boolean
  readonly by: string
}

interface Choice {
  readonly count: number
  readonly seed: number
  /** Of the sources' paths. */
  readonly only: RegExp
}

/** Plants the faults in a copy of the contracts and says of each whether a test noticed it. */
export async function mutate(choice: Choice, report: (line: string) => void): Promise<Outcome[]> {
  copyTree()
  const originals = new Map(solidityFiles(sources).map((file) => [file, readFileSync(file, 'utf8')]))
  const faults = choose(allFaults(originals), choice)
  const living = await compile(originals, faults, report)
  const known = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Outcome[]) : []
  const outcomes = known.filter((old) => living.some((fault) => fault.id === old.id && fault.after === old.after))
  const began = Date.now()
  const asleep = await test(0)
  // A fault that makes the tests take ten times as long is noticed; a busy machine alone must not look like one.
  patience = Math.max(180_000, (Date.now() - began) * 10)
  report(`without a fault: ${asleep.failing.length} tests fail for the switch alone and are left out`)
  const queue = living.filter((fault) => !outcomes.some(({ id }) => id === fault.id))
  const lane = async () => {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const { failing } = await test(fault.id, asleep.failing)
      outcomes.push({ ...fault, killed: failing.length > 0, by: failing[0] ?? '' })
      writeFileSync(results, JSON.stringify(outcomes, null, 2))
    }
  }
  await Promise.all([lane(), lane()])
  return outcomes
}

function copyTree(): void {
  mkdirSync(tree, { recursive: true })
  for (const entry of ['contracts', 'tools', 'foundry.toml', 'package.json', 'contracts-abi']) {
    cpSync(join(root, entry), join(tree, entry), { recursive: true })
  }
  if (!existsSync(join(tree, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  mkdirSync(join(tree, '.undated'), { recursive: true })
  writeFileSync(join(tree, 'contracts', 'Mutant.sol'), switchSource)
}

function solidityFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sol') && !/^(interfaces|demo)\//.test(name))
    .sort()
    .map((name) => join(folder, name))
}

function allFaults(originals: ReadonlyMap<string, string>): Fault[] {
  const faults: Fault[] = []
  for (const [file, source] of originals) {
    const next = faults.length + 1
    faults.push(...faultsOf(relative(tree, file), source, next).flatMap((region) => region.faults))
  }
  return faults
}

/** Evenly over the whole list, which follows the sources, beginning where the seed says. */
function choose(faults: readonly Fault[], { count, seed, only }: Choice): Fault[] {
  const matching = faults.filter(({ file }) => only.test(file))
  const step = Math.max(1, Math.floor(matching.length / count))
  return matching.filter((_, index) => index % step === seed % step)
}

/** Leaves out the faults that do not compile until the rest does. */
async function compile(
  originals: ReadonlyMap<string, string>,
  faults: readonly Fault[],
  report: (line: string) => void,
) {
  const chosen = new Set(faults.map(({ id }) => id))
  for (let attempt = 0; attempt < 12; attempt++) {
    writePlanted(originals, chosen)
    const output = await forge(['build', '--skip', 'script'], 0)
    if (!output.includes('Compiler run failed')) break
    const lost = faultsNamedIn(output)
    if (lost.length === 0) throw new Error(output.slice(-3000))
    for (const id of lost) chosen.delete(id)
    report(`${chosen.size} faults left after attempt ${attempt + 1} to compile`)
  }
  const planted = [...originals.keys()].map((file) => readFileSync(file, 'utf8')).join('\n')
  return faults.filter(({ id }) => planted.includes(`Mutant.on(${id})`))
}

function writePlanted(originals: ReadonlyMap<string, string>, chosen: ReadonlySet<number>): void {
  let next = 1
  for (const [file, source] of originals) {
    const regions = faultsOf(relative(tree, file), source, next)
    next += regions.reduce((sum, region) => sum + region.faults.length, 0)
    const planted = plant(source, regions, chosen)
    const path = '../'.repeat(relative(sources, file).split('/').length)
    const pragma = 'pragma solidity ^0.8.30;'
    const text = planted.replace(pragma, `${pragma} import {Mutant} from "${path}Mutant.sol";`)
    writeFileSync(file, planted === source ? source : text)
  }
}

function faultsNamedIn(output: string): number[] {
  const places = output.matchAll(/--> (contracts\/src\/[\w/]+\.sol):(\d+):/g)
  return [...places].flatMap(([, file = '', line = '']) => {
    const lines = readFileSync(join(tree, file), 'utf8').split('\n')
    const around = lines.slice(Number(line) - 1, Number(line)).join('\n')
    return [...around.matchAll(/Mutant\.on\((\d+)\)/g)].map(([, id]) => Number(id))
  })
}

async function test(id: number, without: readonly string[] = []): Promise<{ failing: string[] }> {
  const filter = without.length > 0 ? ['--no-match-test', `^(${without.join('|')})\\(`] : []
  const fast = ['--code-size-limit', '1000000', ...(id === 0 ? [] : ['--fail-fast'])]
  const output = await forge(['test', '--no-match-path', excluded, ...fast, ...filter], id)
  const failing = [...output.matchAll(/^\[FAIL[^\n]*\] (\w+)\(/gm)].map(([, name = '']) => name)
  if (failing.length === 0 && !/ 0 failed, /.test(output)) failing.push('time limit')
  return { failing: [...new Set(failing)] }
}

function forge(args: readonly string[], fault: number): Promise<string> {
  const coinbase = `0x${fault.toString(16).padStart(40, '0')}`
  const env = { ...process.env, FOUNDRY_PROFILE: 'mutation', FOUNDRY_BLOCK_COINBASE: coinbase, NO_COLOR: '1' }
  return new Promise((resolve) => {
    const run = spawn(join(root, 'node_modules', '.bin', 'forge'), args, { cwd: tree, env, timeout: patience })
    let output = ''
    run.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    run.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    run.on('close', () => resolve(output))
  })
}
