import type { Overview } from './snapshot/types'

/** Price feeds of the vendor (Pyth), numbered in this order by every deployment. */
export interface Feed {
  readonly symbol: string
  readonly id: `0x${string}`
  readonly kind: 'crypto' | 'stock'
}

export const feeds: readonly Feed[] = [
  { symbol: 'BTC', id: '0xe62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43', kind: 'crypto' },
  { symbol: 'ETH', id: '0xff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace', kind: 'crypto' },
  { symbol: 'TSLA', id: '0x16dad506d7db8da01c87581c87ca897a012a153557d4d578c3b9c9e1bc0632f1', kind: 'stock' },
  { symbol: 'NVDA', id: '0xb1073854ed24cbc755dc527418f52b7d271f6cc967bbf8d8129112b18860a593', kind: 'stock' },
  { symbol: 'SPY', id: '0x19e09bb805456ada3979a7d1cbb4b6d63babc3a0f8e8a9509f68afa5c4c11cd5', kind: 'stock' },
]

/** The feed's id by ticker. */
export function feedId(symbol: string): `0x${string}` {
  const feed = feeds.find((candidate) => candidate.symbol === symbol)
  if (feed === undefined) throw new RangeError(`There is no price feed for ${symbol}.`)
  return feed.id
}

/** Whether an asset trades in sessions of a stock exchange: a known stock's feed, or what some set takes as collateral. */
export function isStock({ assets, sets }: Pick<Overview, 'assets' | 'sets'>, asset: number): boolean {
  const known = feeds.find(({ id }) => id === assets[asset]?.feedId.toLowerCase())
  return known ? known.kind === 'stock' : sets.some(({ collateralAsset }) => Number(collateralAsset) === asset)
}
