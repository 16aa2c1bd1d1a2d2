import { readFileSync } from 'node:fs'
import { parseDeployment, type DeployedSet, type Deployment } from '@/lib/chain/deployment'
import { type System, type SystemName, findSystem } from '@/scripts/e2e/systems'

/** Where the system under test is; the global setup says so. */
export interface Environment extends Omit<System, 'deploymentFile'> {
  readonly deployment: Deployment
}

export function readEnvironment(name: SystemName): Environment {
  const system = findSystem(name)
  if (system === undefined) throw new Error('The tests were not started through Playwright’s global setup.')
  const { deploymentFile, ...addresses } = system
  return { ...addresses, deployment: parseDeployment(JSON.parse(readFileSync(deploymentFile, 'utf8'))) }
}

/** The set of a collateral by the start of its token's ticker or its stock's. */
export function findSet({ sets }: Deployment, symbol: string): DeployedSet {
  const set = sets.find((candidate) => candidate.symbol.endsWith(symbol))
  if (!set) throw new Error(`There is no set for ${symbol}.`)
  return set
}
