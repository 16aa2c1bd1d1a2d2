// A year of an account's history, as the index would tell it, for measuring what draws it. Seeded by nothing: always the same.
import { encodeSeries } from '@/lib/chain/series'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { mulDiv } from '@/lib/core/fixed-point'
import type { AccountEvent, AssetPoint, IndexHead } from '@/lib/core/history/types'

const HOUR = 3600
export const hoursOfYear = 8760
const unit = 10n ** 18n
const wad = (value: number) => BigInt(Math.round(value * 1e6)) * 10n ** 12n

export interface YearOfHours {
  /** Answers of the two addresses that the portfolio reads, in the wire form. */
  readonly account: string
  readonly asset: (symbol: string) => string
}

/** Everything ends in the hour of `through` (seconds since the epoch). */
export function yearOfHours(clearinghouse: `0x${string}`, through: number): YearOfHours {
  const first = Math.floor(through / HOUR) * HOUR - (hoursOfYear - 1) * HOUR
  const head: IndexHead = { throughBlock: 1_000_000n, throughTime: through }
  const answer = (data: unknown) => encodeWire({ head, data })
  return {
    account: answer({ events: eventsOf(clearinghouse, first), next: null }),
    asset: (symbol) => answer(symbol === 'BTC' || symbol === 'ETH' ? points(first, 65_000) : points(first, 400)),
  }
}

function priceAt(hour: number, level: number): number {
  return level * (1 + 0.2 * Math.sin(hour / 700) + 0.03 * Math.sin(hour / 37) + 0.01 * Math.sin(hour * 1.7))
}

function points(first: number, level: number): readonly AssetPoint[] {
  return Array.from({ length: hoursOfYear }, (_, hour) => ({
    time: first + hour * HOUR,
    price: wad(priceAt(hour, level)),
    volatility: wad(0.55 + 0.1 * Math.sin(hour / 300)),
  }))
}

/** A deposit, and a call opened or closed every ten days. */
function eventsOf(clearinghouse: `0x${string}`, first: number): readonly AccountEvent[] {
  const place = (hour: number) => ({
    block: BigInt(hour + 1),
    time: first + hour * HOUR + 60,
    transaction: `0x${hour.toString(16).padStart(64, '0')}` as const,
    logIndex: 0,
    clearinghouse,
  })
  const trades = Array.from({ length: 36 }, (_, i): AccountEvent => {
    const hour = 24 + i * 240
    const [opens, spot, collateralPrice] = [i % 2 === 0, priceAt(hour, 65_000), priceAt(hour, 400)]
    const premium = wad(opens ? 300 : -(250 + 40 * (i % 5)))
    const cost = mulDiv(premium + unit, unit, wad(collateralPrice))
    const strike = wad(Math.round(priceAt(24 + (i - (i % 2)) * 240, 65_000) / 1000) * 1000)
    const leg = { series: encodeSeries({ market: 0, strike, isPut: false }), quantity: wad(opens ? 0.2 : -0.2) }
    const funding = wad(opens ? 0 : 40)
    return {
      ...place(hour),
      kind: 'trade',
      reason: 'trade',
      trader: clearinghouse,
      cost,
      funding: mulDiv(funding, unit, wad(collateralPrice)),
      insuranceIncome: 0n,
      charges: 0n,
      forgiven: 0n,
      legs: [{ ...leg, premium, fee: unit, funding, spot: wad(spot), collateralPrice: wad(collateralPrice) }],
    }
  })
  return [{ ...place(0), kind: 'deposit', amount: 20n * unit }, ...trades]
}
