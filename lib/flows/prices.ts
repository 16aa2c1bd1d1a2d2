import type { Hex } from 'viem'

/** Signed price updates from the price service, by way of our server. */
export async function fetchUpdates(assets: readonly string[]): Promise<readonly Hex[]> {
  const response = await fetch(`/api/v1/prices?assets=${assets.join(',')}`)
  if (!response.ok) throw new Error('PRICES_UNAVAILABLE')
  const { updateData } = (await response.json()) as { readonly updateData: readonly Hex[] }
  return updateData
}
