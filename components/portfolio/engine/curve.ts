import { decodeSeries } from '@/lib/chain/series'
import { equityCurve, type EquityPoint } from '@/lib/core/history/equity'
import { accountLedger, type AccountLedger } from '@/lib/core/history/ledger'
import { collateralPriceAt } from '@/lib/core/history/prices'
import type { AccountHistory as WholeHistory } from '@/lib/query/account-history'
import { marketOf, type SetStructure } from './structure'

type AccountHistory = Pick<WholeHistory, 'events' | 'points' | 'through'>

/** What an account's history comes to in one set. */
export interface SetPast {
  readonly set: SetStructure
  readonly ledger: AccountLedger
  readonly curve: readonly EquityPoint[]
}

const HOUR = 3600
const YEAR = 31_536_000

/** Every set in which something happened to the account. */
export function pastOf(structure: readonly SetStructure[], history: AccountHistory): readonly SetPast[] {
  return structure.flatMap((set) => {
    const events = history.events.filter(({ clearinghouse }) => clearinghouse.toLowerCase() === set.clearinghouse)
    if (events.length === 0) return []
    const prices = history.points.get(set.stock) ?? []
    const priceAt = collateralPriceAt(prices, HOUR, events)
    const ledger = accountLedger(events, { unit: 10n ** BigInt(set.decimals), priceAt })
    const curve = equityCurve({
      events,
      collateral: set.collateral,
      tokensPerUnit: 10 ** -set.decimals,
      points: pointsOf(set, history),
      pointSeconds: HOUR,
      priceAt,
      seriesOf: (id) => seriesOf(set, id),
      through: history.through,
    })
    return [{ set, ledger, curve }]
  })
}

function pointsOf(set: SetStructure, { points }: AccountHistory) {
  const assets = [{ asset: set.collateral, symbol: set.stock }, ...set.markets]
  return new Map(
    assets.flatMap(({ asset, symbol }) => {
      const list = points.get(symbol)
      return list === undefined ? [] : [[asset, list] as const]
    }),
  )
}

function seriesOf(set: SetStructure, id: bigint) {
  const market = marketOf(set, id)
  if (market === undefined) return undefined
  const { strike, isPut } = decodeSeries(id)
  return { asset: market.asset, strike: Number(strike) / 1e18, isPut, period: market.period / YEAR }
}
