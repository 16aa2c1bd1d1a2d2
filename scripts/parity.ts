// Compares lib/core/pricing with the contracts' libraries, input by input, on a throwaway local chain.
// Prints `parity.mismatches <n> of <inputs> <=0` and ends with 1 when there is one.
import { readFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import {
  createTestClient,
  encodeFunctionData,
  http,
  decodeFunctionResult,
  publicActions,
  type Abi,
  type Hex,
} from 'viem'
import { z } from 'zod'
import { binary, root } from '@/scripts/lib/paths'
import { cases, type Case } from './parity/cases'
import { Random } from './parity/random'
import { findPort } from './stack/ports'

const HARNESS = '0x00000000000000000000000000000000000a11ce'
const SEED = 20_260_101
const source = 'contracts/test/parity/PricingHarness.sol'
const out = '.undated/forge/out-parity'

const artefactSchema = z.object({
  abi: z.custom<Abi>((value) => Array.isArray(value)),
  deployedBytecode: z.object({ object: z.custom<Hex>((value) => typeof value === 'string') }),
})

function compile(): z.output<typeof artefactSchema> {
  const args = ['build', '--quiet', '--out', out, '--cache-path', '.undated/forge/cache-parity', source]
  const run = spawnSync(binary('forge'), args, { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`The harness does not compile.\n${run.stdout}${run.stderr}`)
  const file = join(root, out, 'PricingHarness.sol', 'PricingHarness.json')
  return artefactSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

type Caller = (functionName: string, inputs: readonly unknown[]) => Promise<readonly (readonly bigint[])[]>

async function openHarness(port: number): Promise<Caller> {
  const { abi, deployedBytecode } = compile()
  const transport = http(`http://127.0.0.1:${port}`, { timeout: 60_000, retryCount: 20, retryDelay: 250 })
  const client = createTestClient({ mode: 'anvil', transport }).extend(publicActions)
  await client.setCode({ address: HARNESS, bytecode: deployedBytecode.object })
  return async (functionName, inputs) => {
    const data = encodeFunctionData({ abi, functionName, args: [inputs] })
    const { data: result } = await client.call({ to: HARNESS, data, gas: 9_000_000_000n })
    return decodeFunctionResult({ abi, functionName, data: result ?? '0x' }) as readonly (readonly bigint[])[]
  }
}

async function compare(call: Caller, random: Random, { functionName, count, batch, next }: Case): Promise<number> {
  let mismatches = 0
  for (let done = 0; done < count; done += batch) {
    const items = Array.from({ length: Math.min(batch, count - done) }, () => next(random))
    const found = await call(
      functionName,
      items.map(({ input }) => input),
    )
    items.forEach(({ input, expected }, i) => {
      if (expected.every((value, j) => value === found[i]?.[j])) return
      mismatches++
      if (mismatches <= 3) report(functionName, input, expected, found[i])
    })
  }
  return mismatches
}

function report(name: string, input: unknown, expected: readonly bigint[], found: readonly bigint[] | undefined): void {
  const text = JSON.stringify({ name, input, expected, found }, (_, v: unknown) =>
    typeof v === 'bigint' ? String(v) : v,
  )
  console.error(`mismatch: ${text}`)
}

async function main(): Promise<void> {
  const port = await findPort(0)
  const args = ['--port', String(port), '--gas-limit', '10000000000', '--no-mining', '--silent']
  const anvil = spawn(binary('anvil'), args, { stdio: 'ignore' })
  try {
    const call = await openHarness(port)
    const random = new Random(SEED)
    let mismatches = 0
    for (const item of cases) mismatches += await compare(call, random, item)
    const inputs = cases.reduce((sum, { count }) => sum + count, 0)
    console.log(`parity.inputs ${inputs} inputs >=100000`)
    console.log(`parity.mismatches ${mismatches} mismatches <=0`)
    process.exitCode = mismatches === 0 ? 0 : 1
  } finally {
    anvil.kill('SIGKILL')
  }
}

await main()
