import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@/scripts/lib/paths'
import type { Plan } from './plan'

interface LocalNetwork {
  readonly execution: object
}

/** The local network's configuration with this stack's delays, as a file for the deployment; undefined: the configuration as it is. */
export function networkFile({ directory, governorDelay, tradesAtOnce }: Plan): string | undefined {
  if (governorDelay === 0 && !tradesAtOnce) return undefined
  const text = readFileSync(join(root, 'scripts', 'deploy', 'networks', 'local.json'), 'utf8')
  const local = JSON.parse(text) as LocalNetwork
  const execution = tradesAtOnce ? { ...local.execution, delay: 0 } : local.execution
  const file = join(directory, 'network.json')
  mkdirSync(directory, { recursive: true })
  writeFileSync(file, JSON.stringify({ ...local, governorDelay, execution }, undefined, 2))
  return file
}
