import { concat, encodeDeployData, getContractAddress, keccak256, type Abi, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { clearinghouseAccountsAbi } from '@/contracts-abi/ClearinghouseAccounts'
import { clearinghouseExtensionAbi } from '@/contracts-abi/ClearinghouseExtension'
import { clearinghouseMarginAbi } from '@/contracts-abi/ClearinghouseMargin'
import { clearinghouseLiquidationAbi } from '@/contracts-abi/ClearinghouseLiquidation'
import { clearinghouseRequestsAbi } from '@/contracts-abi/ClearinghouseRequests'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address } from '@/lib/chain/deployment'
import { bytecodeOf } from './artefacts'
import type { ExecutionTerms } from './parameters'

/** Contracts of a set that run on the clearinghouse's storage, in the order in which its constructor takes them. */
export const facets = [
  'ClearinghouseAccounts',
  'ClearinghouseMargin',
  'ClearinghouseLiquidation',
  'ClearinghouseRequests',
  'ClearinghouseExtension',
] as const

/** Contracts whose creation code the factory holds, in the order of its `codeHashes`. */
export const setContracts = ['Clearinghouse', 'MainPool', 'InsurancePool', ...facets] as const
export type SetContract = (typeof setContracts)[number]

/** A data contract holds this much at most: 24,576 bytes less the byte that stops whoever calls it. */
const CHUNK_BYTES = 24_575
const abis: Readonly<Record<SetContract, Abi>> = {
  Clearinghouse: clearinghouseAbi,
  MainPool: mainPoolAbi,
  InsurancePool: insurancePoolAbi,
  ClearinghouseAccounts: clearinghouseAccountsAbi,
  ClearinghouseMargin: clearinghouseMarginAbi,
  ClearinghouseLiquidation: clearinghouseLiquidationAbi,
  ClearinghouseRequests: clearinghouseRequestsAbi,
  ClearinghouseExtension: clearinghouseExtensionAbi,
}
const SALT: Hex = `0x${'0'.repeat(64)}`

/** What the constructors of a set's contracts are given. */
export interface SetSetup {
  readonly authority: Address
  readonly token: Address
  readonly collateralAsset: bigint
  readonly oracle: Address
  readonly volatility: Address
  readonly bounds: Address
  readonly orders: Address
  readonly execution: ExecutionTerms
}

export interface PredictedSet {
  readonly facets: readonly Address[]
  readonly clearinghouse: Address
  readonly mainPool: Address
  readonly insurancePool: Address
}

/** Parts of a creation code, each of which fits a data contract. */
export function chunksOf(code: Hex): readonly Hex[] {
  const digits = code.slice(2)
  const size = CHUNK_BYTES * 2
  return Array.from(
    { length: Math.ceil(digits.length / size) },
    (_, i): Hex => `0x${digits.slice(i * size, (i + 1) * size)}`,
  )
}

/** Creation code of a contract that does nothing but hold `data` after a STOP byte. */
export function dataContract(data: Hex): Hex {
  const length = ((data.length - 2) / 2 + 1).toString(16).padStart(4, '0')
  return concat([`0x61${length}80600a3d393df300`, data])
}

/** Hash of a contract's creation code as committed. */
export function codeHash(name: SetContract): Hex {
  return keccak256(bytecodeOf(name).bytecode)
}

/**
 * Where the factory puts a set. The addresses follow from the committed creation code and the constructor arguments, so a
 * set that is where it should be is what it should be.
 */
export function predictSet(factory: Address, valuer: Address, setup: SetSetup, ticker: string): PredictedSet {
  const at = (name: SetContract, args: readonly unknown[]): Address => {
    const bytecode = encodeDeployData({ abi: abis[name], bytecode: bytecodeOf(name).bytecode, args: [...args] })
    return getContractAddress({ opcode: 'CREATE2', from: factory, salt: SALT, bytecode })
  }
  const facetAddresses = facets.map((name) => at(name, [setup]))
  const clearinghouse = at('Clearinghouse', [setup, ...facetAddresses])
  const mainPool = at('MainPool', [clearinghouse, valuer, `Undated pool ${ticker}`, `u${ticker}`])
  const insurancePool = at('InsurancePool', [mainPool, `Undated insurance ${ticker}`, `i${ticker}`])
  return { facets: facetAddresses, clearinghouse, mainPool, insurancePool }
}
