import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@/scripts/lib/paths'
import type { Plan } from './plan'

/** The local network's configuration with this stack's delay, as a file for the deployment; undefined: the configuration as it is. */
export function networkFile({ directory, governorDelay }: Plan): string | undefined {
  if (governorDelay === 0) return undefined
  const local = readFileSync(join(root, 'scripts', 'deploy', 'networks', 'local.json'), 'utf8')
  const file = join(directory, 'network.json')
  mkdirSync(directory, { recursive: true })
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(local) as object), governorDelay }, undefined, 2))
  return file
}
