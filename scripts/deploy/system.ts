import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { factoryAbi } from '@/contracts-abi/Factory'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { lensAbi } from '@/contracts-abi/Lens'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { mockPythAbi } from '@/contracts-abi/MockPyth'
import { ordersAbi } from '@/contracts-abi/Orders'
import { parameterBoundsAbi } from '@/contracts-abi/ParameterBounds'
import { poolValuerAbi } from '@/contracts-abi/PoolValuer'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { riskLensAbi } from '@/contracts-abi/RiskLens'
import { registryAbi } from '@/contracts-abi/Registry'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import { zeroAddress } from 'viem'
import type { Address, DeployedSet, Deployment } from '@/lib/chain/deployment'
import {
  adminRole,
  guardianRole,
  market,
  periods,
  riskTerms,
  termsOf,
  underlyings,
  volatilityTerms,
  type NetworkParameters,
  type StockParameters,
} from './parameters'
import type { Pipeline } from './pipeline'
import { codeHash, facets, predictSet, type SetContract } from './setCode'

const TOKEN = 10n ** 18n
/** Gas beside the code: the factory reads back all creation code to check it; a set is configured when it is created. */
const FACTORY_OVERHEAD = 2_500_000n
const CREATE_SET_OVERHEAD = 3_000_000n

/** The contracts that every set shares. */
interface Shared {
  readonly manager: Address
  readonly pyth: Address
  readonly oracle: Address
  readonly volatility: Address
  readonly bounds: Address
  readonly valuer: Address
  readonly orders: Address
  readonly registry: Address
  readonly factory: Address
  readonly lens: Address
  readonly riskLens: Address
}

/** Signed vendor updates that bring the first prices, and what the vendor charges for them. */
export interface FirstPrices {
  readonly updates: readonly `0x${string}`[]
  readonly fee: bigint
}

/** Puts the whole deployment into the pipeline, in the order in which it must happen. */
export function prepareSystem(
  pipeline: Pipeline,
  network: NetworkParameters,
  deployer: Address,
  prices: FirstPrices,
): Omit<Deployment, 'fromBlock'> {
  const shared = deployShared(pipeline, network, deployer)
  for (const { symbol, id } of network.feeds) pipeline.call(shared.oracle, pythOracleAbi, 'addFeed', [symbol, id])
  pipeline.call(shared.oracle, pythOracleAbi, 'update', [prices.updates], { value: prices.fee })
  network.feeds.forEach(({ initialVolatility }, asset) =>
    pipeline.call(shared.volatility, volatilityOracleAbi, 'addAsset', [BigInt(asset), initialVolatility]),
  )
  const sets = network.stocks.map((stock) => createSet(pipeline, network, deployer, shared, stock))
  handOver(pipeline, network, deployer, shared)
  const { manager, pyth, oracle, volatility, registry, factory, lens, riskLens, orders } = shared
  const { chainId, demo } = network
  return { chainId, demo, manager, pyth, oracle, volatility, registry, factory, lens, riskLens, orders, sets }
}

function deployShared(pipeline: Pipeline, network: NetworkParameters, deployer: Address): Shared {
  const manager = pipeline.deploy('AccessManager', accessManagerAbi, [deployer])
  // The vendor's own mock: the same interface, prices from the local price service.
  const pyth = network.pyth ?? pipeline.deploy('MockPyth', mockPythAbi, [60n, 1n])
  const oracle = pipeline.deploy('PythOracle', pythOracleAbi, [manager, pyth])
  const volatility = pipeline.deploy('VolatilityOracle', volatilityOracleAbi, [manager, oracle, volatilityTerms])
  const bounds = pipeline.deploy('ParameterBounds', parameterBoundsAbi, [])
  const valuer = pipeline.deploy('PoolValuer', poolValuerAbi, [])
  const orders = pipeline.deploy('Orders', ordersAbi, [])
  const { execution } = network
  const code = storeCode(pipeline)
  const registry = pipeline.deploy('Registry', registryAbi, [pipeline.addressAfter(1)])
  const factory = pipeline.deploy(
    'Factory',
    factoryAbi,
    [manager, { oracle, volatility, bounds, valuer, registry, orders, execution }, code],
    FACTORY_OVERHEAD,
  )
  const lens = pipeline.deploy('Lens', lensAbi, [registry, oracle, volatility])
  const riskLens = pipeline.deploy('RiskLens', riskLensAbi, [])
  return { manager, pyth, oracle, volatility, bounds, valuer, registry, factory, lens, riskLens, orders }
}

/** Puts the creation code of a set's contracts on chain, once for all sets. */
function storeCode(pipeline: Pipeline) {
  const stored = (name: SetContract) => ({ hash: codeHash(name), chunks: pipeline.store(name) })
  return {
    clearinghouse: stored('Clearinghouse'),
    mainPool: stored('MainPool'),
    insurancePool: stored('InsurancePool'),
    facets: facets.map(stored),
  }
}

/** The facets first, so that the call that makes the set stays below what a transaction may use on any chain. */
function createSet(
  pipeline: Pipeline,
  network: NetworkParameters,
  deployer: Address,
  shared: Shared,
  stock: StockParameters,
): DeployedSet {
  const { symbol } = stock
  const token = stock.token ?? deployDemoToken(pipeline, deployer, stock)
  const { factory, valuer, manager: authority, oracle, volatility, bounds, orders } = shared
  const collateralAsset = BigInt(assetNumber(network, symbol))
  const { execution } = network
  const setup = { authority, token, collateralAsset, oracle, volatility, bounds, orders, execution }
  for (const [i, name] of facets.entries()) {
    pipeline.call(factory, factoryAbi, 'prepare', [token, collateralAsset, BigInt(i)], { creates: [name] })
  }
  const { clearinghouse, mainPool, insurancePool } = predictSet(factory, valuer, setup, symbol)
  pipeline.call(factory, factoryAbi, 'createSet', [token, collateralAsset, setParameters(network)], {
    creates: ['Clearinghouse', 'MainPool', 'InsurancePool'],
    overhead: CREATE_SET_OVERHEAD,
  })
  const set = { symbol, token, clearinghouse, mainPool, insurancePool }
  if (stock.seed) seed(pipeline, deployer, set, stock.seed)
  return set
}

/** What a new set is configured with: markets of every period on every underlying. */
export function setParameters(network: NetworkParameters) {
  const assets = underlyings.map((underlying) => ({ ...underlying, asset: assetNumber(network, underlying.symbol) }))
  return {
    terms: termsOf(network),
    riskTerms,
    grids: assets.map(({ asset, step, range }) => ({ asset: BigInt(asset), grid: { step, range } })),
    markets: assets.flatMap(({ asset }) => periods.map((period) => ({ ...market, asset, period }))),
  }
}

function deployDemoToken(
  pipeline: Pipeline,
  deployer: Address,
  { symbol, name, seed: amounts }: StockParameters,
): Address {
  const supply = ((amounts?.pool ?? 0n) + (amounts?.insurance ?? 0n)) * TOKEN
  const faucet = (amounts?.faucet ?? 0n) * TOKEN
  return pipeline.deploy('DemoStockToken', demoStockTokenAbi, [name, `d${symbol}`, faucet, deployer, supply])
}

function seed(
  pipeline: Pipeline,
  deployer: Address,
  { token, mainPool, insurancePool }: DeployedSet,
  amounts: { readonly pool: bigint; readonly insurance: bigint },
): void {
  for (const [pool, abi, amount] of [
    [mainPool, mainPoolAbi, amounts.pool],
    [insurancePool, insurancePoolAbi, amounts.insurance],
  ] as const) {
    pipeline.call(token, demoStockTokenAbi, 'approve', [pool, amount * TOKEN])
    pipeline.call(pool, abi, 'deposit', [amount * TOKEN, deployer])
  }
}

/** Roles: the guardian may pause, the governor acts with a delay, and the deployer keeps nothing that it was not given. */
function handOver(pipeline: Pipeline, network: NetworkParameters, deployer: Address, { manager }: Shared): void {
  const govern = (name: string, args: readonly unknown[]) => pipeline.call(manager, accessManagerAbi, name, args)
  govern('grantRole', [guardianRole, network.guardian ?? deployer, 0])
  const governor = network.governor ?? deployer
  if (governor === zeroAddress) throw new Error('The governor is the zero address.')
  govern('grantRole', [adminRole, governor, network.governorDelay])
  if (governor !== deployer) govern('renounceRole', [adminRole, deployer])
}

export function assetNumber(network: NetworkParameters, symbol: string): number {
  const asset = network.feeds.findIndex((feed) => feed.symbol === symbol)
  if (asset === -1) throw new Error(`No price feed is configured for ${symbol}.`)
  return asset
}
