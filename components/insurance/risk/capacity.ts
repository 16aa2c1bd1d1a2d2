import { max, mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { governedStressLoss, type PoolMarket, type PoolState } from '@/lib/core/risk'

/** How much may still be opened: an estimate, since each trade also moves the pool's cash and the limit with it. */

export interface MarketCapacity {
  /** Place in the set's list of markets. */
  readonly market: number
  /** USD: what the market adds to the stress loss now. */
  readonly stressLoss: Wad
  /** Units of the underlying at the money that would use the room up, bought and written. */
  readonly calls: Wad
  readonly puts: Wad
  readonly spot: Wad
}

/** Doublings and halvings of the search: to a thousandth of the result. */
const HALVINGS = 12
const MOST_UNITS = 10_000_000n * WAD

export function capacityOf(pool: PoolState, room: Wad): readonly MarketCapacity[] {
  return pool.markets.map((market, place) => ({
    market: place,
    stressLoss: governedStressLoss({ markets: [market] }),
    calls: unitsIn(market, room, false),
    puts: unitsIn(market, room, true),
    spot: market.spot,
  }))
}

/** Units of one option at the money whose purchase adds `room` to the market's stress loss. */
function unitsIn(market: PoolMarket, room: Wad, isPut: boolean): Wad {
  if (market.spot === 0n || room <= 0n) return 0n
  const before = governedStressLoss({ markets: [market] })
  const fits = (units: Wad) => governedStressLoss({ markets: [withUnits(market, units, isPut)] }) - before <= room
  let good = 0n
  let bad = max(mulDiv(room, WAD, market.spot), 10n ** 12n)
  while (fits(bad)) {
    good = bad
    bad *= 2n
    if (bad > MOST_UNITS) return good
  }
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) >> 1n
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}

function withUnits(market: PoolMarket, units: Wad, isPut: boolean): PoolMarket {
  const added = { strike: market.spot, calls: isPut ? 0n : units, puts: isPut ? units : 0n }
  return { ...market, strikes: [...market.strikes, added] }
}
