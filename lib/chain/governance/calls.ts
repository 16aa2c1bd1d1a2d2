import { decodeFunctionData, encodeFunctionData, isAddressEqual, type Hex } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { parameterBoundsAbi } from '@/contracts-abi/ParameterBounds'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { GovernedCall, Values } from '@/lib/core/governance'
import type { Address } from '../deployment'
import { valuesOf } from './in-force'

/** Between decisions as data and calls as the access manager schedules them. */

/** A call of a contract as it is scheduled and executed. */
export interface EncodedCall {
  readonly target: Address
  readonly data: Hex
}

/** Where the contracts are that governance acts on. */
export interface GovernedContracts {
  readonly manager: Address
  readonly volatility: Address
  readonly houses: readonly Address[]
}

/** The AccessManager's role that may pause openings, as in ClearinghouseGovernance.sol. */
export const GUARDIAN_ROLE = 1n
/** The AccessManager's administrator: the governor. */
export const GOVERNOR_ROLE = 0n

export function encodeCall(call: GovernedCall, { manager, volatility }: GovernedContracts): EncodedCall {
  if (call.kind === 'volatility') {
    const args = [volatilityTerms(call.values)] as const
    const data = encodeFunctionData({ abi: volatilityOracleAbi, functionName: 'setTerms', args })
    return { target: volatility, data }
  }
  if (call.kind === 'guardian') return { target: manager, data: encodeGuardian(call) }
  return { target: call.house, data: encodeHouseCall(call) }
}

function encodeGuardian({ account, granted }: Extract<GovernedCall, { kind: 'guardian' }>): Hex {
  return granted
    ? encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: [GUARDIAN_ROLE, account, 0] })
    : encodeFunctionData({ abi: accessManagerAbi, functionName: 'revokeRole', args: [GUARDIAN_ROLE, account] })
}

function encodeHouseCall(call: Extract<GovernedCall, { readonly house: string }>): Hex {
  const abi = clearinghouseAbi
  switch (call.kind) {
    case 'unpause':
      return encodeFunctionData({ abi, functionName: 'unpauseOpenings' })
    case 'terms':
      return encodeFunctionData({ abi, functionName: 'setTerms', args: [terms(call.values)] })
    case 'riskTerms':
      return encodeFunctionData({ abi, functionName: 'setRiskTerms', args: [riskTerms(call.values)] })
    case 'grid':
      return encodeFunctionData({
        abi,
        functionName: 'setStrikeGrid',
        args: [BigInt(call.asset), strikeGrid(call.values)],
      })
    case 'market':
      return encodeFunctionData({ abi, functionName: 'setMarket', args: [BigInt(call.market), marketConfig(call)] })
  }
}

/**
 * The question to ParameterBounds whether the call's values lie within their bounds, which reverts when not; undefined for calls
 * that it knows nothing of.
 */
export function encodeBoundsCheck(call: GovernedCall, assetCount: number): Hex | undefined {
  const abi = parameterBoundsAbi
  switch (call.kind) {
    case 'terms':
      return encodeFunctionData({ abi, functionName: 'checkTerms', args: [terms(call.values)] })
    case 'riskTerms':
      return encodeFunctionData({ abi, functionName: 'checkRiskTerms', args: [riskTerms(call.values)] })
    case 'grid':
      return encodeFunctionData({ abi, functionName: 'checkStrikeGrid', args: [strikeGrid(call.values)] })
    case 'market':
      return encodeFunctionData({ abi, functionName: 'checkMarket', args: [marketConfig(call), BigInt(assetCount)] })
    default:
      return undefined
  }
}

/** What a scheduled call decides; undefined for calls that this interface does not propose (feeds, sets, other roles). */
export function decodeCall({ target, data }: EncodedCall, contracts: GovernedContracts): GovernedCall | undefined {
  try {
    if (isAddressEqual(target, contracts.volatility)) return decodeVolatility(data)
    if (isAddressEqual(target, contracts.manager)) return decodeGuardian(data)
    const house = contracts.houses.find((each) => isAddressEqual(each, target))
    return house === undefined ? undefined : decodeHouseCall(house, data)
  } catch {
    return undefined // not a function of that contract
  }
}

function decodeVolatility(data: Hex): GovernedCall | undefined {
  const call = decodeFunctionData({ abi: volatilityOracleAbi, data })
  if (call.functionName !== 'setTerms') return undefined
  return { kind: 'volatility', values: valuesOf('volatility', { ...call.args[0] }) }
}

function decodeGuardian(data: Hex): GovernedCall | undefined {
  const { functionName, args } = decodeFunctionData({ abi: accessManagerAbi, data })
  if (functionName !== 'grantRole' && functionName !== 'revokeRole') return undefined
  const [role, account] = args
  return role === GUARDIAN_ROLE ? { kind: 'guardian', account, granted: functionName === 'grantRole' } : undefined
}

function decodeHouseCall(house: Address, data: Hex): GovernedCall | undefined {
  const call = decodeFunctionData({ abi: clearinghouseAbi, data })
  switch (call.functionName) {
    case 'unpauseOpenings':
      return { kind: 'unpause', house }
    case 'setTerms':
      return { kind: 'terms', house, values: valuesOf('terms', { ...call.args[0] }) }
    case 'setRiskTerms':
      return { kind: 'riskTerms', house, values: valuesOf('riskTerms', { ...call.args[0] }) }
    case 'setStrikeGrid':
      return { kind: 'grid', house, asset: Number(call.args[0]), values: valuesOf('grid', { ...call.args[1] }) }
    case 'setMarket': {
      const [market, config] = call.args
      const { asset, period, listed } = config
      const values = valuesOf('market', { ...config })
      return { kind: 'market', house, market: Number(market), asset, period, listed, values }
    }
    default:
      return undefined
  }
}

// ------------------------------------------------------------------ structs of the contracts

function terms(values: Values) {
  const number = reader(values)
  return {
    baseFee: number('baseFee'),
    feeCapOfPremium: number('feeCapOfPremium'),
    uncertaintyMultiple: number('uncertaintyMultiple'),
    grace: number('grace'),
    maxAgeOpen: number('maxAgeOpen'),
    maxAgeReduce: number('maxAgeReduce'),
    maxAgeCollateralOpen: number('maxAgeCollateralOpen'),
    maxAgeCollateralReduce: number('maxAgeCollateralReduce'),
    runway: number('runway'),
    closeReward: number('closeReward'),
    minimumNotional: number('minimumNotional'),
  }
}

function riskTerms(values: Values) {
  const number = reader(values)
  return {
    stressLimit: number('stressLimit'),
    collateralShock: number('collateralShock'),
    insuranceShareMin: number('insuranceShareMin'),
    insuranceShareMax: number('insuranceShareMax'),
    targetCoverage: number('targetCoverage'),
    haircut: number('haircut'),
    writtenMinimum: number('writtenMinimum'),
    maintenance: number('maintenance'),
    liquidationPenalty: number('liquidationPenalty'),
  }
}

function strikeGrid(values: Values) {
  return { step: exact(values, 'step'), range: reader(values)('range') }
}

function marketConfig({ asset, period, listed, values }: Extract<GovernedCall, { kind: 'market' }>) {
  const number = reader(values)
  return {
    asset,
    period,
    depth: exact(values, 'depth'),
    kappaGamma: number('kappaGamma'),
    kappaDelta: number('kappaDelta'),
    shock: number('shock'),
    volatilityShock: number('volatilityShock'),
    listed,
  }
}

function volatilityTerms(values: Values) {
  const number = reader(values)
  return {
    interval: number('interval'),
    halfLife: number('halfLife'),
    floor: exact(values, 'floor'),
    cap: exact(values, 'cap'),
    maxStep: exact(values, 'maxStep'),
    markup: exact(values, 'markup'),
  }
}

function reader(values: Values): (name: string) => number {
  return (name) => Number(exact(values, name))
}

/** A call replaces all of its values: one that is left out must never become zero. */
function exact(values: Values, name: string): bigint {
  const value = values[name]
  if (value === undefined) throw new RangeError(`The call lacks ${name}.`)
  return value
}
