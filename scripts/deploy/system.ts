import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { clearinghouseExtensionAbi } from '@/contracts-abi/ClearinghouseExtension'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { lensAbi } from '@/contracts-abi/Lens'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { mockPythAbi } from '@/contracts-abi/MockPyth'
import { ordersAbi } from '@/contracts-abi/Orders'
import { parameterBoundsAbi } from '@/contracts-abi/ParameterBounds'
import { poolValuerAbi } from '@/contracts-abi/PoolValuer'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { registryAbi } from '@/contracts-abi/Registry'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import { toFunctionSelector, getAbiItem, zeroAddress } from 'viem'
import type { Address, DeployedSet, Deployment } from '@/lib/chain/deployment'
import {
  adminRole,
  guardianRole,
  market,
  periods,
  riskTerms,
  terms,
  underlyings,
  volatilityTerms,
  type NetworkParameters,
  type StockParameters,
} from './parameters'
import type { Pipeline } from './pipeline'

const TOKEN = 10n ** 18n

/** The contracts that every set shares. */
interface Shared {
  readonly manager: Address
  readonly pyth: Address
  readonly oracle: Address
  readonly volatility: Address
  readonly bounds: Address
  readonly valuer: Address
  readonly registry: Address
  readonly lens: Address
  readonly orders: Address
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
  pipeline.call(shared.oracle, pythOracleAbi, 'update', [prices.updates], prices.fee)
  network.feeds.forEach(({ initialVolatility }, asset) =>
    pipeline.call(shared.volatility, volatilityOracleAbi, 'addAsset', [BigInt(asset), initialVolatility]),
  )
  const sets = network.stocks.map((stock) => deploySet(pipeline, network, deployer, shared, stock))
  handOver(pipeline, network, deployer, shared, sets)
  const { manager, pyth, oracle, volatility, registry, lens, orders } = shared
  const { chainId, demo } = network
  return { chainId, demo, manager, pyth, oracle, volatility, registry, lens, orders, sets }
}

function deployShared(pipeline: Pipeline, network: NetworkParameters, deployer: Address): Shared {
  const manager = pipeline.deploy('AccessManager', accessManagerAbi, [deployer])
  // The vendor's own mock: the same interface, prices from the local price service.
  const pyth = network.pyth ?? pipeline.deploy('MockPyth', mockPythAbi, [60n, 1n])
  const oracle = pipeline.deploy('PythOracle', pythOracleAbi, [manager, pyth])
  const volatility = pipeline.deploy('VolatilityOracle', volatilityOracleAbi, [manager, oracle, volatilityTerms])
  const bounds = pipeline.deploy('ParameterBounds', parameterBoundsAbi, [])
  const valuer = pipeline.deploy('PoolValuer', poolValuerAbi, [])
  const registry = pipeline.deploy('Registry', registryAbi, [manager])
  const lens = pipeline.deploy('Lens', lensAbi, [registry, oracle, volatility])
  const orders = pipeline.deploy('Orders', ordersAbi, [])
  return { manager, pyth, oracle, volatility, bounds, valuer, registry, lens, orders }
}

function deploySet(
  pipeline: Pipeline,
  network: NetworkParameters,
  deployer: Address,
  shared: Shared,
  stock: StockParameters,
): DeployedSet {
  const { symbol } = stock
  const token = stock.token ?? deployDemoToken(pipeline, deployer, stock)
  const setup = {
    authority: shared.manager,
    token,
    collateralAsset: BigInt(assetNumber(network, symbol)),
    oracle: shared.oracle,
    volatility: shared.volatility,
    bounds: shared.bounds,
  }
  const extension = pipeline.deploy('ClearinghouseExtension', clearinghouseExtensionAbi, [setup])
  const clearinghouse = pipeline.deploy('Clearinghouse', clearinghouseAbi, [setup, extension])
  const mainPool = pipeline.deploy('MainPool', mainPoolAbi, [
    clearinghouse,
    shared.valuer,
    `Undated pool ${symbol}`,
    `u${symbol}`,
  ])
  const insurancePool = pipeline.deploy('InsurancePool', insurancePoolAbi, [
    mainPool,
    `Undated insurance ${symbol}`,
    `i${symbol}`,
  ])
  const set = { symbol, token, clearinghouse, mainPool, insurancePool }
  configureSet(pipeline, network, set)
  pipeline.call(shared.registry, registryAbi, 'add', [{ token, clearinghouse, mainPool, insurancePool }])
  if (stock.seed) seed(pipeline, deployer, set, stock.seed)
  return set
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

function configureSet(pipeline: Pipeline, network: NetworkParameters, set: DeployedSet): void {
  const govern = (name: string, args: readonly unknown[]) =>
    pipeline.call(set.clearinghouse, clearinghouseAbi, name, args)
  govern('setTerms', [terms])
  govern('setRiskTerms', [riskTerms])
  for (const { symbol, step, range } of underlyings) {
    const asset = assetNumber(network, symbol)
    govern('setStrikeGrid', [BigInt(asset), { step, range }])
    for (const period of periods) govern('addMarket', [{ ...market, asset, period }])
  }
  govern('setPool', [set.mainPool])
  pipeline.call(set.mainPool, mainPoolAbi, 'setInsurancePool', [set.insurancePool])
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
function handOver(
  pipeline: Pipeline,
  network: NetworkParameters,
  deployer: Address,
  { manager }: Shared,
  sets: readonly DeployedSet[],
): void {
  const govern = (name: string, args: readonly unknown[]) => pipeline.call(manager, accessManagerAbi, name, args)
  const pause = toFunctionSelector(getAbiItem({ abi: clearinghouseExtensionAbi, name: 'pauseOpenings' }))
  for (const { clearinghouse } of sets) govern('setTargetFunctionRole', [clearinghouse, [pause], guardianRole])
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
