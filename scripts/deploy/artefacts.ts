import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keccak256, type Hex } from 'viem'
import { z } from 'zod'
import { root } from '@/scripts/lib/paths'

const hex = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]+$/.test(value))
const schema = z.object({
  bytecode: hex,
  deployedBytes: z.number().int().positive(),
  deployedHash: hex,
  immutables: z.array(z.tuple([z.number(), z.number()])),
})
const read = new Map<string, z.output<typeof schema>>()

/** A contract's creation code as `npm run generate` wrote it. */
export function bytecodeOf(name: string): z.output<typeof schema> {
  const known = read.get(name)
  if (known !== undefined) return known
  const file = join(root, 'contracts-abi', 'bytecode', `${name}.json`)
  const artefact = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  read.set(name, artefact)
  return artefact
}

/** Whether code found on chain is that of the contract, whatever its constructor wrote into it. */
export function isCodeOf(name: string, found: Hex): boolean {
  const { deployedHash, immutables } = bytecodeOf(name)
  const blank = immutables.reduce<string>((code, [start, length]) => {
    const from = 2 + start * 2
    return code.slice(0, from) + '0'.repeat(length * 2) + code.slice(from + length * 2)
  }, found)
  return keccak256(blank as Hex) === deployedHash
}
