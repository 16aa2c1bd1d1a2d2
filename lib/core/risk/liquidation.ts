import { abs, divTrunc, mulDiv, WAD, type Wad } from '../fixed-point'
import { assess, liquidatable, type MarginInputs } from './margin'
import { marginInputsOf, type RiskAccount } from './account'

/**
 * How far a price may move before an account can be liquidated, found by a search over `assess`.
 * Everything else stays as it is: volatilities, funding owed, the other prices.
 */

/** Nearest prices (USD) below and above now at which the account could be liquidated; absent: none within the range searched. */
export interface LiquidationPrice {
  readonly asset: number
  readonly price: Wad
  readonly below?: Wad
  readonly above?: Wad
}

/** Fine steps near the price, coarser ones further away: up to +370 %, down to −81 %. */
const STEPS = [
  { count: 16, up: 102n, down: 98n },
  { count: 16, up: 108n, down: 92n },
] as const
/** The search ends when the factor is known to a ten-millionth. */
const PRECISION = 10n ** 11n
/** Prices beyond are outside of what the formulas are defined for once shocked. */
const PRICES = { min: 10n ** 13n, max: 10n ** 26n } as const

/** For every underlying, and for the collateral; nothing for an account that has written nothing: no price liquidates it. */
export function liquidationPrices(account: RiskAccount): readonly LiquidationPrice[] {
  const inputs = marginInputsOf(account)
  if (!inputs.positions.some(({ quantity }) => quantity < 0n)) return []
  const { asset: collateral, price } = account.collateral
  const spots = new Map(account.markets.map(({ asset, spot }) => [asset, spot]))
  const held = new Set(inputs.positions.map((position) => inputs.markets[position.market]?.asset))
  const assets = [...new Set([...[...spots.keys()].filter((asset) => held.has(asset)), collateral])]
  return assets.map((asset) => priceOf(inputs, asset, spots.get(asset) ?? price))
}

function priceOf(inputs: MarginInputs, asset: number, price: Wad): LiquidationPrice {
  const below = liquidationFactor(inputs, asset, false)
  const above = liquidationFactor(inputs, asset, true)
  return {
    asset,
    price,
    ...(below === 0n ? {} : { below: mulDiv(price, below, WAD) }),
    ...(above === 0n ? {} : { above: mulDiv(price, above, WAD) }),
  }
}

/** What the asset's price must be multiplied with (WAD) for the account to be liquidatable; 0: not within the range searched. */
export function liquidationFactor(inputs: MarginInputs, asset: number, up: boolean): Wad {
  let safe = WAD
  if (fails(inputs, asset, safe)) return safe
  for (const step of STEPS) {
    for (let i = 0; i < step.count; i++) {
      const factor = mulDiv(safe, up ? step.up : step.down, 100n)
      if (!inRange(inputs, asset, factor)) return 0n
      if (fails(inputs, asset, factor)) return narrow(inputs, asset, safe, factor)
      safe = factor
    }
  }
  return 0n
}

/** Halves the distance between a factor that is safe and one that is not; answers the latter. */
function narrow(inputs: MarginInputs, asset: number, safe: Wad, unsafe: Wad): Wad {
  let [good, bad] = [safe, unsafe]
  while (abs(bad - good) > PRECISION) {
    const middle = divTrunc(good + bad, 2n)
    if (fails(inputs, asset, middle)) bad = middle
    else good = middle
  }
  return bad
}

function fails(inputs: MarginInputs, asset: number, factor: Wad): boolean {
  return liquidatable(assess(moved(inputs, asset, factor)))
}

/** The account with one asset's price multiplied; the collateral's price carries the cash along. */
export function moved(inputs: MarginInputs, asset: number, factor: Wad): MarginInputs {
  return {
    ...inputs,
    cash: asset === inputs.collateralAsset ? mulDiv(inputs.cash, factor, WAD) : inputs.cash,
    markets: inputs.markets.map((market) =>
      market.asset === asset ? { ...market, spot: mulDiv(market.spot, factor, WAD) } : market,
    ),
  }
}

function inRange(inputs: MarginInputs, asset: number, factor: Wad): boolean {
  return inputs.markets.every((market) => {
    if (market.asset !== asset) return true
    const spot = mulDiv(market.spot, factor, WAD)
    return spot >= PRICES.min && spot <= PRICES.max
  })
}
