import { encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { factoryAbi } from '@/contracts-abi/Factory'
import type { Address, DeployedSet, Deployment } from '@/lib/chain/deployment'
import type { NetworkParameters } from './parameters'
import { facets, predictSet, type SetSetup } from './setCode'
import { assetNumber, setParameters } from './system'

/** A transaction that somebody has to send. */
export interface ProposedCall {
  readonly what: string
  readonly to: Address
  readonly data: Hex
}

export interface SetProposal {
  /** In the order in which they are sent. */
  readonly calls: readonly ProposedCall[]
  /** Where the set will be, as it belongs into the deployment file. */
  readonly set: DeployedSet
}

/** The transactions that give a stock token of the network's configuration its set, for whoever signs for the governor. */
export async function proposeSet(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  symbol: string,
): Promise<SetProposal> {
  const token = network.stocks.find((stock) => stock.symbol === symbol)?.token
  if (token === undefined) throw new Error(`The network's configuration names no token for ${symbol}.`)
  if (deployment.sets.some((set) => set.symbol === symbol)) throw new Error(`${symbol} has a set already.`)
  const { factory, manager } = deployment
  const asset = BigInt(assetNumber(network, symbol))
  const args = [token, asset, setParameters(network)] as const
  const creation = encodeFunctionData({ abi: factoryAbi, functionName: 'createSet', args })
  const schedule = [factory, creation, 0] as const
  const { valuer, ...shared } = await sharedOf(reader, factory)
  const { manager: authority, oracle, volatility, orders } = deployment
  const setup: SetSetup = { authority, token, collateralAsset: asset, oracle, volatility, orders, ...shared }
  const { clearinghouse, mainPool, insurancePool } = predictSet(factory, valuer, setup, symbol)
  return {
    calls: [
      ...facets.map((name, i) => ({
        what: `anyone: deploy ${name}`,
        to: factory,
        data: encodeFunctionData({ abi: factoryAbi, functionName: 'prepare', args: [token, asset, BigInt(i)] }),
      })),
      {
        what: 'governor: schedule the creation',
        to: manager,
        data: encodeFunctionData({ abi: accessManagerAbi, functionName: 'schedule', args: schedule }),
      },
      { what: `governor, after ${network.governorDelay} s and within a week: create`, to: factory, data: creation },
    ],
    set: { symbol, token, clearinghouse, mainPool, insurancePool },
  }
}

/** What the factory gives every set besides what the deployment file names. */
export async function sharedOf(reader: PublicClient, factory: Address) {
  const call = { address: factory, abi: factoryAbi } as const
  const [bounds, valuer, delay, window] = await Promise.all([
    reader.readContract({ ...call, functionName: 'bounds' }),
    reader.readContract({ ...call, functionName: 'valuer' }),
    reader.readContract({ ...call, functionName: 'executionDelay' }),
    reader.readContract({ ...call, functionName: 'executionWindow' }),
  ])
  return { bounds, valuer, execution: { delay, window } }
}
