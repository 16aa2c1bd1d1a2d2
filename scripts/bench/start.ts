import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@/scripts/lib/paths'
import type { Bench, Figure } from './measure'

/** From a finished install, so without any build, to an answered page. */
export async function measureStart(bench: Bench): Promise<readonly Figure[]> {
  rmSync(join(root, '.next'), { recursive: true, force: true })
  const began = Date.now()
  await bench.stack()
  return [{ name: 'start.seconds', value: (Date.now() - began) / 1000, unit: 's', limit: '<=90' }]
}
