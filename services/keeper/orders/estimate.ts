import type { OfferedPrice } from '../decisions'
import type { LivePrice, Overview, SetView } from '@/lib/chain/snapshot/types'
import {
  ageOf,
  collateralInputOf,
  marketTermsOf,
  newestPrice,
  stalenessTermsOf,
  strikeStatesOf,
  volatilityOf,
} from '@/lib/chain/market-inputs'
import { decodeSeries } from '@/lib/chain/series'
import { abs, divTrunc, FixedPointError } from '@/lib/core/fixed-point'
import type { SignedOrder } from '@/lib/core/orders'
import { quoteOn, valueMarket, type Valuation } from '@/lib/core/pricing'

/** Part of the cost by which the estimate may be off: prices age and books move until a transaction is included. */
const TOLERANCE = 50n

/** What orders would cost now, so that a resting limit needs no trial run in every round. Values each market once. */
export class CostEstimate {
  private readonly valuations = new Map<string, Valuation>()

  private readonly live: readonly LivePrice[]

  constructor(
    private readonly overview: Overview,
    offered: readonly OfferedPrice[],
  ) {
    this.live = offered.flatMap(({ feedId, value, publishTime }) => {
      const asset = overview.assets.findIndex((view) => view.feedId.toLowerCase() === feedId)
      return asset === -1 ? [] : [{ asset, value, confidence: 0n, publishTime: BigInt(publishTime) }]
    })
  }

  /** Whether the trade would clearly cost more than its limit; false when only a trial run can tell. */
  isBeyondLimit(order: SignedOrder, set: SetView): boolean {
    const cost = this.estimate(order, set)
    return cost !== undefined && cost - divTrunc(abs(cost), TOLERANCE) > order.maxCost
  }

  /** What the trade would cost at the newest prices, tokens; undefined when only a trial run can tell. */
  estimate(order: SignedOrder, set: SetView): bigint | undefined {
    if (order.reduceOnly) return undefined
    try {
      return this.costOf(order, set)
    } catch (error) {
      // Figures beyond what the formula takes.
      if (error instanceof FixedPointError) return undefined
      throw error
    }
  }

  /** Tokens for legs in one market; undefined for legs in several, and where a price is missing. */
  private costOf({ legs }: SignedOrder, set: SetView): bigint | undefined {
    const { overview, live } = this
    const series = legs.map((leg) => ({ ...decodeSeries(leg.series), quantity: leg.quantity }))
    const markets = new Set(series.map(({ market }) => market))
    const [number] = markets
    const view = number === undefined ? undefined : set.markets[number]
    if (markets.size !== 1 || view === undefined) return undefined
    const spot = newestPrice(overview, live, view.config.asset)
    const collateral = newestPrice(overview, live, Number(set.collateralAsset))
    const volatility = volatilityOf(overview, view.config.asset)
    if (!spot || !collateral || volatility === 0n) return undefined
    const key = `${set.clearinghouse}/${view.market}`
    const valuation =
      this.valuations.get(key) ?? valueMarket(marketTermsOf(view), spot.value, volatility, strikeStatesOf(view))
    this.valuations.set(key, valuation)
    return quoteOn(valuation, {
      spot: spot.value,
      spotAge: ageOf(spot, overview.blockTime),
      volatility,
      terms: stalenessTermsOf(set),
      collateral: collateralInputOf(overview, set, collateral, overview.blockTime),
      legs: series,
    }).costTokens
  }
}
