import { decodeFunctionResult, encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import { feeds } from '@/lib/chain/feeds'
import type { DeployedSet, Deployment } from '@/lib/chain/deployment'
import { encodeAccount } from '@/lib/chain/series'
import { readMany } from '@/services/keeper/liquidation/accounts'
import type { Person } from './people'
import type { SetTerms, Standing } from './scene'

/** What the crowd reads of the chain. */

const WAD = 1e18
const inPools = new Set<string>(['provider', 'staker'])

export function setOf({ sets }: Deployment, { stock }: Person): DeployedSet {
  const set = sets.find(({ symbol }) => symbol === stock)
  if (set === undefined) throw new Error(`There is no set for ${stock}.`)
  return set
}

export async function readStanding(client: PublicClient, deployment: Deployment, person: Person): Promise<Standing> {
  const set = setOf(deployment, person)
  const owner = person.account.address
  if (!inPools.has(person.habit)) return { ...(await readAccount(client, set, owner)), poolShares: 0n, stakeShares: 0n }
  const balance = { abi: mainPoolAbi, functionName: 'balanceOf', args: [owner] } as const
  const [poolShares, stakeShares] = await Promise.all([
    client.readContract({ ...balance, address: set.mainPool }),
    client.readContract({ ...balance, address: set.insurancePool }),
  ])
  return { cash: 0n, positions: new Map(), poolShares, stakeShares }
}

async function readAccount(client: PublicClient, { clearinghouse }: DeployedSet, owner: Hex) {
  const args = [encodeAccount(owner)] as const
  const calls = (['cashOf', 'positionsOf'] as const).map((functionName) =>
    encodeFunctionData({ abi: clearinghouseAbi, functionName, args }),
  )
  const [cash = '0x', held = '0x'] = await readMany(client, clearinghouse, calls)
  const positions = decodeFunctionResult({ abi: clearinghouseAbi, functionName: 'positionsOf', data: held })
  return {
    cash: decodeFunctionResult({ abi: clearinghouseAbi, functionName: 'cashOf', data: cash }),
    positions: new Map(positions.map(({ series, quantity }) => [series, quantity])),
  }
}

/** Annualised, by ticker. */
export async function readVolatilities(
  client: PublicClient,
  { volatility }: Deployment,
): Promise<ReadonlyMap<string, number>> {
  const oracle = { address: volatility, abi: volatilityOracleAbi, functionName: 'volatility' } as const
  const values = await Promise.all(feeds.map((_, asset) => client.readContract({ ...oracle, args: [BigInt(asset)] })))
  return new Map(feeds.map(({ symbol }, i) => [symbol, Number(values[i] ?? 0n) / WAD]))
}

/** What each set says once and for all, by ticker. */
export async function readSetTerms(client: PublicClient, { sets }: Deployment): Promise<ReadonlyMap<string, SetTerms>> {
  const terms = await Promise.all(sets.map((set) => readTerms(client, set)))
  return new Map(terms.map((read, i) => [sets[i]?.symbol ?? '', read]))
}

async function readTerms(client: PublicClient, { token, clearinghouse }: DeployedSet): Promise<SetTerms> {
  const house = { address: clearinghouse, abi: clearinghouseAbi } as const
  const [faucetAmount, delay, window] = await Promise.all([
    client.readContract({ address: token, abi: demoStockTokenAbi, functionName: 'faucetAmount' }),
    client.readContract({ ...house, functionName: 'executionDelay' }),
    client.readContract({ ...house, functionName: 'executionWindow' }),
  ])
  return { faucetAmount, delay: Number(delay), window: Number(window) }
}
