import type { MarginInputs } from './margin'

/** A second implementation for tests: double precision, written from DESIGN §3 and §4, sharing nothing with the exact one. */

const float = (wad: bigint): number => Number(wad) / 1e18

interface Option {
  readonly strike: number
  readonly isPut: boolean
}

function price(spot: number, { strike, isPut }: Option, volatility: number, period: number): number {
  const u = Math.sqrt(1 + 8 / (volatility ** 2 * period))
  const power = spot <= strike ? (1 + u) / 2 : (1 - u) / 2
  return (strike / u) * (spot / strike) ** power + Math.max(isPut ? strike - spot : spot - strike, 0)
}

export function referenceHealth(inputs: MarginInputs) {
  const held = inputs.positions.map((position) => {
    const market = inputs.markets[position.market]
    if (!market) throw new RangeError('no such market')
    return { ...market, q: float(position.quantity), rate: float(position.fundingRate), option: optionOf(position) }
  })
  const now = (each: (typeof held)[number]): number =>
    price(float(each.spot), each.option, float(each.volatility), float(each.period))
  const counted = float(inputs.cash) * (1 - float(inputs.terms.haircut))
  const worth = held.reduce((sum, each) => sum + each.q * now(each), 0)
  const worse = held.reduce((sum, each) => {
    const { strike, isPut } = each.option
    const intrinsic = Math.max(isPut ? strike - float(each.spot) : float(each.spot) - strike, 0)
    const mark = Math.max(intrinsic + each.rate * float(each.period), 0)
    return sum + each.q * (each.q > 0 ? Math.min(now(each), mark) : Math.max(now(each), mark))
  }, 0)
  const initialMargin = marginOf(inputs, held, counted)
  const funding = float(inputs.funding)
  return {
    equity: counted + worth - funding,
    openingEquity: counted + worse - funding,
    initialMargin,
    maintenanceMargin: initialMargin * float(inputs.terms.maintenance),
    worth,
    notional: held.reduce((sum, each) => sum + Math.abs(each.q) * float(each.spot), 0),
    value: held.reduce((sum, each) => sum + Math.abs(each.q) * now(each), 0),
  }
}

function optionOf({ strike, isPut }: MarginInputs['positions'][number]): Option {
  return { strike: float(strike), isPut }
}

type Held = MarginInputs['markets'][number] & { readonly q: number; readonly rate: number; readonly option: Option }

/** Every underlying's worst scenario by brute force, then the largest of it and the minimum for uncovered written options. */
function marginOf({ markets, collateralAsset, terms }: MarginInputs, held: readonly Held[], counted: number): number {
  const assets = new Set([...markets.map(({ asset }) => asset), collateralAsset])
  let margin = 0
  for (const asset of assets) {
    const own = held.filter((each) => each.asset === asset)
    const shocks = markets.filter((market) => market.asset === asset).map(({ shock }) => float(shock))
    if (asset === collateralAsset) shocks.push(float(terms.collateralShock))
    const shock = Math.max(...shocks)
    const cash = asset === collateralAsset ? counted : 0
    const losses = [-1, -0.5, 0, 0.5, 1].map((part) => lossOf(own, shock * part) - cash * shock * part)
    margin += Math.max(0, ...losses, uncovered(own, cash) * float(terms.writtenMinimum))
  }
  return margin
}

function lossOf(held: readonly Held[], move: number): number {
  return held.reduce((sum, { q, option, spot, volatility, period, volatilityShock }) => {
    const before = price(float(spot), option, float(volatility), float(period))
    const after = price(
      float(spot) * (1 + move),
      option,
      float(volatility) * (1 + float(volatilityShock)),
      float(period),
    )
    return sum + q * (before - after)
  }, 0)
}

/** USD of the underlying in written options that nothing covers. */
function uncovered(held: readonly Held[], cash: number): number {
  const spot = float(held[0]?.spot ?? 0n)
  const net = (isPut: boolean): number =>
    held.reduce((sum, { q, option }) => (option.isPut === isPut ? sum + q : sum), 0)
  const calls = Math.max(-(net(false) + (spot > 0 ? cash / spot : 0)), 0)
  return (calls + Math.max(-net(true), 0)) * spot
}
