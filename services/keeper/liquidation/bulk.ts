import { encodeFunctionData, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { Address } from '@/lib/chain/deployment'
import type { Call } from '../sender'

/** What can be done to an account by anyone. */
export type Deed = 'liquidate' | 'closeExhausted' | 'settleAccount' | 'claim'

/** The same done to several accounts of one clearinghouse in one transaction: all of them, or none. */
export interface Bulk {
  readonly deed: Deed | 'startSettlement' | 'finishSettlement'
  readonly clearinghouse: Address
  readonly accounts: readonly Hex[]
  readonly call: Call
}

/** Eight positions each would take some ten million gas, which every chain lets one transaction use. */
const ACCOUNTS_PER_TRANSACTION = 16

/** Cuts the accounts into transactions; those in `alone` get one each. */
export function inBulk(
  deed: Deed,
  clearinghouse: Address,
  { accounts, rewardTo, alone }: { accounts: readonly Hex[]; rewardTo: Address; alone: ReadonlySet<Hex> },
): readonly Bulk[] {
  const together = accounts.filter((account) => !alone.has(account))
  const parts = accounts.filter((account) => alone.has(account)).map((account) => [account])
  for (let i = 0; i < together.length; i += ACCOUNTS_PER_TRANSACTION) {
    parts.push(together.slice(i, i + ACCOUNTS_PER_TRANSACTION))
  }
  return parts.map((some) => {
    const calls = some.map((account) => encodeDeed(deed, account, rewardTo))
    const single = calls.length === 1 ? calls[0] : undefined
    const data = single ?? encodeFunctionData({ abi: clearinghouseAbi, functionName: 'multicall', args: [calls] })
    return { deed, clearinghouse, accounts: some, call: { to: clearinghouse, data, value: 0n } }
  })
}

export function startSettlement(clearinghouse: Address, account: Hex): Bulk {
  const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'startSettlement', args: [account, []] })
  const call = { to: clearinghouse, data, value: 0n }
  return { deed: 'startSettlement', clearinghouse, accounts: [account], call }
}

export function finishSettlement(clearinghouse: Address): Bulk {
  const data = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'finishSettlement', args: [] })
  return { deed: 'finishSettlement', clearinghouse, accounts: [], call: { to: clearinghouse, data, value: 0n } }
}

function encodeDeed(deed: Deed, account: Hex, rewardTo: Address): Hex {
  if (deed === 'liquidate' || deed === 'closeExhausted') {
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: deed, args: [account, rewardTo, []] })
  }
  return encodeFunctionData({ abi: clearinghouseAbi, functionName: deed, args: [account] })
}
