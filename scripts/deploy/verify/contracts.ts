import type { Abi, PublicClient } from 'viem'
import { factoryAbi } from '@/contracts-abi/Factory'
import { lensAbi } from '@/contracts-abi/Lens'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { registryAbi } from '@/contracts-abi/Registry'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { isCodeOf } from '../artefacts'
import type { NetworkParameters } from '../parameters'
import { sharedOf } from '../propose'
import { codeHash, predictSet, setContracts } from '../setCode'
import { assetNumber } from '../system'
import type { Report } from './report'

/** Contracts that every set shares, as the deployment names them. */
const shared = [
  ['manager', 'AccessManager'],
  ['oracle', 'PythOracle'],
  ['volatility', 'VolatilityOracle'],
  ['registry', 'Registry'],
  ['factory', 'Factory'],
  ['lens', 'Lens'],
  ['riskLens', 'RiskLens'],
  ['orders', 'Orders'],
] as const

/** Every contract's code is the committed one; those of the sets by their addresses, which follow from code and arguments. */
export async function verifyCode(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  report: Report,
) {
  for (const [key, name] of shared) await verifyCodeAt(reader, deployment[key], name, report)
  if (network.pyth === undefined) await verifyCodeAt(reader, deployment.pyth, 'MockPyth', report)
  for (const { symbol, token, clearinghouse, mainPool, insurancePool } of deployment.sets) {
    const addresses = { token, clearinghouse, mainPool, insurancePool }
    for (const [name, address] of Object.entries(addresses)) {
      const code = await reader.getCode({ address })
      report.expect(code !== undefined, true, `code of ${name} of ${symbol} at ${address}`)
    }
    if (network.demo) await verifyCodeAt(reader, token, 'DemoStockToken', report)
  }
}

/** What the shared contracts were built with, and that each set is the one that the factory makes of it. */
export async function verifyLinks(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  report: Report,
) {
  const { manager, oracle, volatility, registry, factory, lens, orders, pyth } = deployment
  const get = getter(reader)
  const expectLink = async (address: Address, abi: Abi, name: string, wanted: string, owner: string) =>
    report.expect(await get(address, abi, name), wanted, `${name} of ${owner}`)
  for (const [address, abi, owner] of [
    [oracle, pythOracleAbi, 'the oracle'],
    [volatility, volatilityOracleAbi, 'the volatility oracle'],
    [factory, factoryAbi, 'the factory'],
  ] as const) {
    await expectLink(address, abi, 'authority', manager, owner)
  }
  await expectLink(oracle, pythOracleAbi, 'pyth', pyth, 'the oracle')
  if (network.pyth !== undefined) report.expect(pyth, network.pyth, 'price vendor')
  await expectLink(volatility, volatilityOracleAbi, 'oracle', oracle, 'the volatility oracle')
  await expectLink(registry, registryAbi, 'factory', factory, 'the registry')
  await expectLink(lens, lensAbi, 'registry', registry, 'the lens')
  for (const [abi, address, owner] of [
    [lensAbi, lens, 'the lens'],
    [factoryAbi, factory, 'the factory'],
  ] as const) {
    await expectLink(address, abi, 'oracle', oracle, owner)
    await expectLink(address, abi, 'volatilityOracle', volatility, owner)
  }
  await expectLink(factory, factoryAbi, 'registry', registry, 'the factory')
  await expectLink(factory, factoryAbi, 'orders', orders, 'the factory')
  for (const { symbol, mainPool, insurancePool } of deployment.sets) {
    await expectLink(mainPool, mainPoolAbi, 'insurancePool', insurancePool, symbol)
  }
}

/** A set's addresses follow from factory, code and arguments: where it is proves what it is. */
export async function verifySets(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  report: Report,
) {
  const { manager: authority, oracle, volatility, factory, orders, sets } = deployment
  const { bounds, valuer, execution } = await sharedOf(reader, factory)
  await verifyCodeAt(reader, bounds, 'ParameterBounds', report)
  await verifyCodeAt(reader, valuer, 'PoolValuer', report)
  report.expectAll(execution, network.execution, 'execution by the factory')
  const hashes = await reader.readContract({ address: factory, abi: factoryAbi, functionName: 'codeHashes' })
  report.expect(hashes.length, setContracts.length, 'number of codes in the factory')
  setContracts.forEach((name, i) => report.expect(hashes[i], codeHash(name), `code of ${name} in the factory`))
  for (const { symbol, token, ...addresses } of sets) {
    const collateralAsset = BigInt(assetNumber(network, symbol))
    const setup = { authority, token, collateralAsset, oracle, volatility, bounds, orders, execution }
    const predicted = predictSet(factory, valuer, setup, symbol)
    for (const name of ['clearinghouse', 'mainPool', 'insurancePool'] as const) {
      report.expect(addresses[name], predicted[name], `address of ${name} of ${symbol}`)
    }
  }
}

async function verifyCodeAt(reader: PublicClient, address: Address, name: string, report: Report): Promise<void> {
  const code = await reader.getCode({ address })
  const found = code === undefined ? 'missing' : isCodeOf(name, code) ? 'as committed' : 'other code'
  report.expect(found, 'as committed', `${name} at ${address}`)
}

function getter(reader: PublicClient) {
  return (address: Address, abi: Abi, functionName: string): Promise<unknown> =>
    reader.readContract({ address, abi, functionName, args: [] })
}
