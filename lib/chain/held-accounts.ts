import { decodeFunctionResult, encodeFunctionData, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address } from './deployment'
import type { HeldAccount } from './governance/risk-set'

const ACCOUNTS_PER_CALL = 100

/** Cash and positions of accounts of one clearinghouse as they are now; those without positions are left out. */
export async function readHeldAccounts(
  client: PublicClient,
  house: Address,
  accounts: readonly Hex[],
): Promise<readonly HeldAccount[]> {
  const held: HeldAccount[] = []
  for (let i = 0; i < accounts.length; i += ACCOUNTS_PER_CALL) {
    held.push(...(await readSome(client, house, accounts.slice(i, i + ACCOUNTS_PER_CALL))))
  }
  return held
}

async function readSome(client: PublicClient, house: Address, accounts: readonly Hex[]): Promise<HeldAccount[]> {
  const abi = clearinghouseAbi
  const calls = accounts.flatMap((account) => [
    encodeFunctionData({ abi, functionName: 'cashOf', args: [account] }),
    encodeFunctionData({ abi, functionName: 'positionsOf', args: [account] }),
  ])
  const { result } = await client.simulateContract({ address: house, abi, functionName: 'multicall', args: [calls] })
  return accounts.flatMap((account, i) => {
    const cash = decodeFunctionResult({ abi, functionName: 'cashOf', data: result[2 * i] ?? '0x' })
    const positions = decodeFunctionResult({ abi, functionName: 'positionsOf', data: result[2 * i + 1] ?? '0x' })
    return positions.length === 0 ? [] : [{ account, cash, positions }]
  })
}
