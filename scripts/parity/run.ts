import { readFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import {
  createTestClient,
  decodeFunctionResult,
  encodeFunctionData,
  http,
  publicActions,
  type Abi,
  type Address,
  type Hex,
} from 'viem'
import { z } from 'zod'
import { binary, root } from '@/scripts/lib/paths'
import { findPort } from '@/scripts/stack/ports'
import { cases, marginCases, type Case } from './cases'
import { Random } from './random'

export interface Parity {
  readonly prices: Comparisons
  readonly margins: Comparisons
}

export interface Comparisons {
  readonly inputs: number
  readonly mismatches: number
}

interface ParityOptions {
  /** The same seed gives the same inputs. */
  readonly seed: number
  /** Told of the first few mismatches of each kind. */
  readonly onMismatch: (description: string) => void
}

const addresses: Readonly<Record<Case['harness'], Address>> = {
  PricingHarness: '0x00000000000000000000000000000000000a11ce',
  QuoteHarness: '0x0000000000000000000000000000000000000b0b',
  MarginHarness: '0x00000000000000000000000000000000000ca401',
}
const SHOWN_PER_CASE = 3
const out = '.undated/forge/out-parity'

/** Compares lib/core/pricing and lib/core/risk with the contracts' libraries, input by input, on a throwaway local chain. */
export async function compareWithContracts({ seed, onMismatch }: ParityOptions): Promise<Parity> {
  compile()
  const port = await findPort(0)
  const args = ['--port', String(port), '--gas-limit', '10000000000', '--no-mining', '--silent']
  const anvil = spawn(binary('anvil'), args, { stdio: 'ignore' })
  try {
    const call = await deploy(port)
    const random = new Random(seed)
    const compareAll = async (items: readonly Case[]): Promise<Comparisons> => {
      let mismatches = 0
      for (const item of items) mismatches += await compare(call, random, item, onMismatch)
      return { inputs: items.reduce((sum, { count }) => sum + count, 0), mismatches }
    }
    return { prices: await compareAll(cases), margins: await compareAll(marginCases) }
  } finally {
    anvil.kill('SIGKILL')
  }
}

function compile(): void {
  const sources = Object.keys(addresses).map((name) => `contracts/test/parity/${name}.sol`)
  const args = ['build', '--quiet', '--out', out, '--cache-path', '.undated/forge/cache-parity', ...sources]
  const run = spawnSync(binary('forge'), args, { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`The harness does not compile.\n${run.stdout}${run.stderr}`)
}

const artefactSchema = z.object({
  abi: z.custom<Abi>((value) => Array.isArray(value)),
  deployedBytecode: z.object({ object: z.custom<Hex>((value) => typeof value === 'string') }),
})

function artefactOf(name: string): z.output<typeof artefactSchema> {
  return artefactSchema.parse(JSON.parse(readFileSync(join(root, out, `${name}.sol`, `${name}.json`), 'utf8')))
}

type Figures = readonly (readonly bigint[])[]
type Caller = (item: Case, inputs: readonly unknown[]) => Promise<Figures>

async function deploy(port: number): Promise<Caller> {
  const transport = http(`http://127.0.0.1:${port}`, { timeout: 60_000, retryCount: 20, retryDelay: 250 })
  const client = createTestClient({ mode: 'anvil', transport }).extend(publicActions)
  const abis = new Map<string, Abi>()
  for (const [name, address] of Object.entries(addresses)) {
    const { abi, deployedBytecode } = artefactOf(name)
    await client.setCode({ address, bytecode: deployedBytecode.object })
    abis.set(name, abi)
  }
  return async ({ harness, functionName }, inputs) => {
    const abi = abis.get(harness) ?? []
    const data = encodeFunctionData({ abi, functionName, args: [inputs] })
    const { data: result } = await client.call({ to: addresses[harness], data, gas: 9_000_000_000n })
    return decodeFunctionResult({ abi, functionName, data: result ?? '0x' }) as Figures
  }
}

async function compare(
  call: Caller,
  random: Random,
  item: Case,
  onMismatch: ParityOptions['onMismatch'],
): Promise<number> {
  const { functionName, count, batch, next } = item
  let mismatches = 0
  for (let done = 0; done < count; done += batch) {
    const items = Array.from({ length: Math.min(batch, count - done) }, () => next(random))
    const inputs = items.map(({ input }) => input)
    const found = await call(item, inputs)
    items.forEach(({ input, expected }, i) => {
      if (agree(expected, found[i])) return
      mismatches++
      if (mismatches <= SHOWN_PER_CASE) onMismatch(describe({ functionName, input, expected, found: found[i] }))
    })
  }
  return mismatches
}

function agree(expected: readonly bigint[], found: readonly bigint[] | undefined): boolean {
  return found?.length === expected.length && expected.every((value, i) => value === found[i])
}

function describe(mismatch: unknown): string {
  return JSON.stringify(mismatch, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
