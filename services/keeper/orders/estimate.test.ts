import { describe, expect, it } from 'vitest'
import { encodeSeries } from '@/lib/chain/series'
import { limitOrder } from '@/lib/core/orders'
import { quote } from '@/lib/core/pricing'
import {
  chainPrice,
  collateralInputOf,
  marketTermsOf,
  stalenessTermsOf,
  strikeStatesOf,
  volatilityOf,
} from '@/lib/chain/market-inputs'
import { testOverview as overview } from '@/lib/server/testing/overview'
import type { OfferedPrice } from '../decisions'
import { CostEstimate } from './estimate'

const WAD = 10n ** 18n
const set = overview.sets[0]!
const market = set.markets[0]!
const legs = [{ series: encodeSeries({ market: 0, strike: 70_000n * WAD, isPut: false }), quantity: WAD }]

function orderOf(maxCost: bigint) {
  const place = { owner: '0x1', reward: 0n, validFrom: 0n, expiry: 1n, nonce: 1n, epoch: 0n } as const
  return limitOrder({ ...place, clearinghouse: set.clearinghouse }, { legs, maxCost })
}

/** What the trade costs at the prices on chain. */
function exactCost(): bigint {
  const spot = chainPrice(overview, market.config.asset)!
  const collateral = chainPrice(overview, Number(set.collateralAsset))!
  return quote({
    market: marketTermsOf(market),
    strikes: strikeStatesOf(market),
    spot: spot.value,
    spotAge: overview.blockTime - spot.publishTime,
    volatility: volatilityOf(overview, market.config.asset),
    terms: stalenessTermsOf(set),
    collateral: collateralInputOf(overview, set, collateral, overview.blockTime),
    legs: [{ strike: 70_000n * WAD, isPut: false, quantity: WAD }],
  }).costTokens
}

describe('CostEstimate', () => {
  const estimate = new CostEstimate(overview, [])

  it('leaves alone what costs clearly more than its limit, and tries what is near it', () => {
    const cost = exactCost()
    expect(estimate.isBeyondLimit(orderOf(cost), set)).toBe(false)
    expect(estimate.isBeyondLimit(orderOf((cost * 99n) / 100n), set)).toBe(false)
    expect(estimate.isBeyondLimit(orderOf((cost * 97n) / 100n), set)).toBe(true)
  })

  it('follows the price that the execution would bring', () => {
    const asset = overview.assets[market.config.asset]!
    const publishTime = Number(overview.blockTime) + 1
    const feedId = asset.feedId.toLowerCase() as OfferedPrice['feedId']
    const offered = { feedId, value: (asset.price.value * 9n) / 10n, publishTime, updateData: '0x' } as const
    expect(new CostEstimate(overview, [offered]).isBeyondLimit(orderOf(exactCost() / 2n), set)).toBe(false)
    expect(estimate.isBeyondLimit(orderOf(exactCost() / 2n), set)).toBe(true)
  })

  it('leaves to a trial run what it cannot tell', () => {
    expect(estimate.isBeyondLimit({ ...orderOf(0n), reduceOnly: true }, set)).toBe(false)
    const other = { series: encodeSeries({ market: 1, strike: 70_000n * WAD, isPut: false }), quantity: WAD }
    expect(estimate.isBeyondLimit({ ...orderOf(0n), legs: [...legs, other] }, set)).toBe(false)
    const unknown = { series: encodeSeries({ market: 99, strike: WAD, isPut: false }), quantity: WAD }
    expect(estimate.isBeyondLimit({ ...orderOf(0n), legs: [unknown] }, set)).toBe(false)
  })
})
