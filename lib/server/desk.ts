import {
  chainPrice,
  marketTermsOf,
  newestPrice,
  strikeStatesOf,
  volatilityOf,
  type AssetPrice,
} from '@/lib/chain/market-inputs'
import type { LivePrice, MarketView, Overview, SetView } from '@/lib/chain/snapshot/types'
import { valueMarket, type Valuation } from '@/lib/core/pricing'
import { ProblemError } from './http/problem'

/** Which prices a figure is computed at: the newest that a trade could bring along, or those on chain. */
export type PriceSource = 'live' | 'chain'

/** One state of the chain and of the prices, with what many requests need of it computed once. */
export interface Desk {
  readonly overview: Overview
  priceOf(asset: number, source: PriceSource): AssetPrice | undefined
  symbolOf(asset: number): string
  /** Throws the problem 503 when price or volatility is not known. */
  valuationOf(set: SetView, market: MarketView, source: PriceSource): Valuation
  /** Finds a set by its token's or its stock's ticker, in capitals. */
  findSet(symbol: string): SetView | undefined
  /** "BTC-7D": asset and period, as series are named. */
  marketName(market: MarketView): string
  /** An answer that only depends on this state, made once. */
  once(key: string, make: () => string): string
}

const DAY_SECONDS = 86_400
const HOUR_SECONDS = 3600

export function createDesk(overview: Overview, live: readonly LivePrice[]): Desk {
  const valuations = new Map<string, Valuation>()
  const answers = new Map<string, string>()
  const symbolOf = (asset: number): string => overview.assets[asset]?.symbol ?? `asset ${asset}`
  const priceOf = (asset: number, source: PriceSource): AssetPrice | undefined =>
    source === 'live' ? newestPrice(overview, live, asset) : chainPrice(overview, asset)

  return {
    overview,
    priceOf,
    symbolOf,
    valuationOf: (set, market, source) => {
      const key = `${set.clearinghouse}/${market.market}/${source}`
      return fetchOrMake(valuations, key, () => {
        const { asset } = market.config
        const price = requirePrice(priceOf(asset, source), symbolOf(asset))
        const volatility = requireVolatility(volatilityOf(overview, asset), symbolOf(asset))
        return valueMarket(marketTermsOf(market), price.value, volatility, strikeStatesOf(market))
      })
    },
    findSet: (symbol) =>
      overview.sets.find((set) =>
        [set.symbol, symbolOf(Number(set.collateralAsset))].some((name) => name.toUpperCase() === symbol),
      ),
    marketName: ({ config: { asset, period } }) => {
      const length = period % DAY_SECONDS === 0 ? `${period / DAY_SECONDS}D` : `${Math.round(period / HOUR_SECONDS)}H`
      return `${symbolOf(asset)}-${length}`
    },
    once: (key, make) => fetchOrMake(answers, key, make),
  }
}

export function requirePrice(price: AssetPrice | undefined, symbol: string): AssetPrice {
  if (price) return price
  throw new ProblemError('unavailable', `There is no price for ${symbol} now.`)
}

function requireVolatility(volatility: bigint, symbol: string): bigint {
  if (volatility > 0n) return volatility
  throw new ProblemError('unavailable', `The volatility of ${symbol} is not known yet.`)
}

function fetchOrMake<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
