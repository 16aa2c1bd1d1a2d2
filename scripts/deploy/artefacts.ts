import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '@/scripts/lib/paths'

const schema = z.object({
  bytecode: z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-f]+$/.test(value)),
  deployedBytes: z.number().int().positive(),
})

/** A contract's creation code as `npm run generate` wrote it. */
export function bytecodeOf(name: string): z.output<typeof schema> {
  return schema.parse(JSON.parse(readFileSync(join(root, 'contracts-abi', 'bytecode', `${name}.json`), 'utf8')))
}
