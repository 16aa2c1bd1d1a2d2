import type { Address, Hex, PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import type { Sender } from './context'
import { write } from './write'

/** Signed price updates from the price service, by way of our server. */
export async function fetchUpdates(assets: readonly string[]): Promise<readonly Hex[]> {
  const response = await fetch(`/api/v1/prices?assets=${assets.join(',')}`)
  if (!response.ok) throw new Error('PRICES_UNAVAILABLE')
  const { updateData } = (await response.json()) as { readonly updateData: readonly Hex[] }
  return updateData
}

/** A clearinghouse's price source, and what it takes for these updates, wei. */
export async function priceUpdates(
  reader: PublicClient,
  clearinghouse: Address,
  updates: readonly Hex[],
): Promise<{ readonly oracle: Address; readonly fee: bigint }> {
  const oracle = await reader.readContract({ address: clearinghouse, abi: clearinghouseAbi, functionName: 'oracle' })
  const fee = await reader.readContract({
    address: oracle,
    abi: pythOracleAbi,
    functionName: 'updateFee',
    args: [updates],
  })
  return { oracle, fee }
}

/** Puts fresh prices on chain, for what cannot bring them along. */
export async function bringPrices(sender: Sender, clearinghouse: Address, assets: readonly string[]): Promise<Hex> {
  const updates = await fetchUpdates(assets)
  const { oracle, fee } = await priceUpdates(sender.reader, clearinghouse, updates)
  return write(sender, {
    label: 'Bring fresh prices',
    address: oracle,
    abi: pythOracleAbi,
    functionName: 'update',
    args: [updates],
    value: fee,
  })
}
