import { readFileSync } from 'node:fs'
import { parseDeployment, type DeployedSet, type Deployment } from '@/lib/chain/deployment'

/** Where the system under test is; the global setup says so. */
export interface Environment {
  readonly web: string
  readonly rpc: string
  readonly prices: string
  readonly deployment: Deployment
}

export function readEnvironment(): Environment {
  return {
    web: variable('UNDATED_E2E_WEB'),
    rpc: variable('UNDATED_E2E_RPC'),
    prices: variable('UNDATED_E2E_PRICES'),
    deployment: parseDeployment(JSON.parse(readFileSync(variable('UNDATED_E2E_DEPLOYMENT'), 'utf8'))),
  }
}

/** The set of a collateral by the start of its token's ticker or its stock's. */
export function findSet({ sets }: Deployment, symbol: string): DeployedSet {
  const set = sets.find((candidate) => candidate.symbol.endsWith(symbol))
  if (!set) throw new Error(`There is no set for ${symbol}.`)
  return set
}

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set: run the tests through Playwright.`)
  return value
}
