import type { PublicClient } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { Address, DeployedSet, Deployment } from '@/lib/chain/deployment'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
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
} from './parameters'
import { assetNumber } from './system'

/** Reads everything back; throws with the first thing that is not as configured: code, prices, parameters, wiring, roles. */
export async function verifySystem(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  deployer: Address,
): Promise<void> {
  await verifyCode(reader, deployment)
  const overview = await reader.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview' })
  verifyAssets(overview, network)
  await verifyOracles(reader, deployment)
  expect(overview.sets.length, network.stocks.length, 'number of sets')
  for (const [i, set] of deployment.sets.entries()) {
    const view = overview.sets[i]
    if (view === undefined) throw new Error(`Verification failed: the lens does not show ${set.symbol}.`)
    verifyParameters(view, set, network)
    await verifyWiring(reader, set)
  }
  await verifyRoles(reader, deployment, network, deployer)
}

async function verifyCode(reader: PublicClient, deployment: Deployment): Promise<void> {
  const shared = (['manager', 'pyth', 'oracle', 'volatility', 'registry', 'factory', 'lens', 'orders'] as const).map(
    (name) => [name, deployment[name]] as const,
  )
  const ofSets = deployment.sets.flatMap(({ symbol, ...contracts }) =>
    Object.entries(contracts).map(([name, address]) => [`${name} of ${symbol}`, address] as const),
  )
  for (const [name, address] of [...shared, ...ofSets]) {
    expect((await reader.getCode({ address })) !== undefined, true, `code of ${name} at ${address}`)
  }
}

function verifyAssets({ assets }: Overview, { feeds }: NetworkParameters): void {
  expect(assets.length, feeds.length, 'number of feeds')
  for (const [i, { symbol, id }] of feeds.entries()) {
    const asset = assets[i]
    expect(asset?.symbol, symbol, `symbol of feed ${i}`)
    expect(asset?.feedId.toLowerCase(), id, `id of ${symbol}`)
    expect(asset?.priceOk, true, `price of ${symbol} known`)
    expect((asset?.volatility ?? 0n) > 0n, true, `volatility of ${symbol} known`)
  }
}

async function verifyOracles(reader: PublicClient, { oracle, volatility, pyth }: Deployment): Promise<void> {
  const vendor = await reader.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'pyth' })
  expectAddress(vendor, pyth, 'price vendor')
  const measured = await reader.readContract({ address: volatility, abi: volatilityOracleAbi, functionName: 'terms' })
  expectAll(measured, volatilityTerms, 'volatility')
}

function verifyParameters(view: SetView, set: DeployedSet, network: NetworkParameters): void {
  const { symbol } = set
  for (const name of ['token', 'clearinghouse', 'mainPool', 'insurancePool'] as const) {
    expectAddress(view[name], set[name], `${name} of ${symbol}`)
  }
  expect(view.collateralAsset, BigInt(assetNumber(network, symbol)), `collateral of ${symbol}`)
  expect(view.openingsPaused, false, `openings of ${symbol} paused`)
  expectAll(view.terms, terms, symbol)
  expectAll(view.riskTerms, riskTerms, symbol)
  const wanted = underlyings.flatMap(({ symbol: underlying, step, range }) => {
    const asset = assetNumber(network, underlying)
    expectAll({ ...view.grids[asset] }, { step, range }, `${symbol} strikes of ${underlying}`)
    return periods.map((period) => ({ ...market, asset, period }))
  })
  expect(view.markets.length, wanted.length, `markets of ${symbol}`)
  for (const [i, config] of wanted.entries()) expectAll({ ...view.markets[i]?.config }, config, `${symbol} market ${i}`)
}

async function verifyWiring(reader: PublicClient, { symbol, clearinghouse, mainPool, insurancePool }: DeployedSet) {
  const pool = await reader.readContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'pool' })
  expectAddress(pool, mainPool, `pool of ${symbol}`)
  const backstop = await reader.readContract({ address: mainPool, abi: mainPoolAbi, functionName: 'insurancePool' })
  expectAddress(backstop, insurancePool, `insurance pool of ${symbol}`)
}

async function verifyRoles(
  reader: PublicClient,
  { manager }: Deployment,
  network: NetworkParameters,
  deployer: Address,
): Promise<void> {
  const holds = (role: bigint, account: Address) =>
    reader.readContract({ address: manager, abi: accessManagerAbi, functionName: 'hasRole', args: [role, account] })
  const governor = network.governor ?? deployer
  const [governs, delay] = await holds(adminRole, governor)
  expect(governs, true, 'governor holds its role')
  expect(delay, network.governorDelay, 'delay of the governor')
  const [guards] = await holds(guardianRole, network.guardian ?? deployer)
  expect(guards, true, 'guardian holds its role')
  if (governor !== deployer) expect((await holds(adminRole, deployer))[0], false, 'deployer still governs')
}

/** Every wanted value is found under its name; numbers may differ in kind (bigint or not). */
function expectAll(found: object, wanted: object, what: string): void {
  const values = found as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(wanted)) expect(String(values[name]), String(value), `${name} of ${what}`)
}

function expectAddress(found: string, wanted: string, what: string): void {
  expect(found.toLowerCase(), wanted.toLowerCase(), what)
}

function expect(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`Verification failed: ${what} is ${String(found)}, not ${String(wanted)}.`)
}
