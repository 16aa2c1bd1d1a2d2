import { mulDiv, WAD } from '../fixed-point'
import { NO_POOL_FLOWS } from './flows'
import { RAW_PER_SHARE } from './returns'
import type { PoolFlows, PoolPoint, ProviderEvent } from './types'

/** A pool's history for tests: a small pool that lives by the hour, and one provider in it. */

export const start = 1_760_000_400

interface Shown {
  readonly sharePrice?: bigint
  readonly shares?: bigint
  readonly flows?: Partial<PoolFlows>
}

export function pointAt(time: number, { sharePrice = WAD, shares = 10n ** 27n, flows = {} }: Shown): PoolPoint {
  const totalAssets = mulDiv(shares, sharePrice, RAW_PER_SHARE)
  return {
    time,
    sharePrice,
    totalAssets,
    totalShares: shares,
    cash: totalAssets,
    liability: 0n,
    receivable: 0n,
    stressLoss: 0n,
    stressLimit: 0n,
    collateralPrice: 250n * WAD,
    insuranceAssets: 0n,
    insuranceShares: 0n,
    insuranceSharePrice: sharePrice,
    flows: { ...NO_POOL_FLOWS, ...flows },
    insurance: { staked: 0n, unstaked: 0n, income: flows.fees ?? 0n, paidOut: 0n },
  }
}

/** What the pool gained in each hour (tokens), and what the provider paid in (positive) or took out at an hour's beginning. */
export interface Life {
  readonly hours: readonly { readonly fees: number; readonly premium: number; readonly results: number }[]
  readonly moves: readonly { readonly hour: number; readonly tokens: number }[]
}

/** A thousand tokens of others, and what happens to them. */
export function livePool({ hours, moves }: Life) {
  const tokens = (amount: number) => BigInt(Math.round(amount * 1e6)) * 10n ** 12n
  let [assets, shares, mine] = [tokens(1000), 10n ** 27n, 0n]
  const events: ProviderEvent[] = []
  const priceNow = () => mulDiv(assets, RAW_PER_SHARE, shares)
  const points = hours.map(({ fees, premium, results }, hour) => {
    for (const move of moves.filter((each) => each.hour === hour)) {
      const wanted = mulDiv(tokens(Math.abs(move.tokens)), shares, assets)
      const amount = move.tokens > 0 ? wanted : wanted > mine ? mine : wanted
      const paid = mulDiv(amount, assets, shares)
      const sign = move.tokens > 0 ? 1n : -1n
      ;[assets, shares, mine] = [assets + sign * paid, shares + sign * amount, mine + sign * amount]
      events.push({
        block: BigInt(hour),
        time: start + hour * 3600 + 60,
        transaction: '0x1',
        logIndex: 0,
        pool: 'main',
        clearinghouse: '0x2',
        kind: move.tokens > 0 ? 'deposit' : 'withdrawal',
        assets: paid,
        shares: amount,
        sharePrice: priceNow(),
        collateralPrice: 250n * WAD,
      })
    }
    assets += tokens(fees) + tokens(premium) + tokens(results)
    const flows = { fees: tokens(fees), premium: tokens(premium), traderResults: tokens(results) }
    return pointAt(start + hour * 3600, { sharePrice: priceNow(), shares, flows })
  })
  return { points, events, value: mulDiv(mine, assets, shares), through: start + hours.length * 3600 }
}
