import { uncertainty } from '@/lib/core/pricing'
import { BPS, max } from '@/lib/core/fixed-point'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { decodeSeries, encodeSeries, strikeFromTicks } from '@/lib/chain/series'

/**
 * Margin in double precision, to tell quickly who may have to be liquidated; the contract has the last word. Repeats
 * contracts/src/libraries/MarginLib.sol. Plain numbers: USD, tokens, years, fractions.
 */

/** A position as it is kept in memory. */
export interface HeldPosition {
  readonly series: bigint
  readonly quantity: number
  readonly entryIndex: number
}

export interface HeldAccount {
  /** Tokens. */
  readonly cash: number
  /** The same in base units. */
  readonly rawCash: bigint
  readonly positions: readonly HeldPosition[]
}

export interface Estimate {
  /** Equity less maintenance margin; an account with written options may be liquidated below 0. */
  readonly slack: number
  /** By how much `slack` may be wrong. */
  readonly error: number
  /** What the positions are worth less the funding owed. */
  readonly worth: number
  /** What the cash pays for, and the funding owed. */
  readonly cash: number
  readonly funding: number
  readonly written: boolean
}

interface MarketFigures {
  readonly asset: number
  readonly spot: number
  readonly period: number
  readonly shock: number
  readonly u: number
  readonly stressedU: number
}

/** One unit of a series now and after each shock, and its funding index now. */
interface UnitFigures {
  readonly value: number
  readonly shocked: readonly number[]
  readonly index: number
  readonly isPut: boolean
}

interface FundingFigures {
  readonly index: number
  readonly rate: number
  readonly touchedAt: number
}

/** Parts of the account's gross size by which the estimate may be off: a million times what doubles and rounding lose. */
const RELATIVE_ERROR = 1e-6
const YEAR = 31_536_000
const WAD = 1e18
const BPS_ONE = 10_000
const SCENARIOS = [-1, -0.5, 0, 0.5, 1]
const CONFIDENCE_PARTS = 100n

interface Group {
  readonly asset: number
  readonly spot: number
  readonly shock: number
  value: number
  shocked: number[]
  calls: number
  puts: number
}

/** Everything of one set that accounts are valued by, at one block. Values of a series are worked out once for all accounts. */
export class SetFigures {
  private readonly markets: readonly (MarketFigures | undefined)[]
  private readonly fundings = new Map<bigint, FundingFigures>()
  private readonly units = new Map<string, UnitFigures>()
  private readonly now: number
  private readonly collateralAsset: number
  /** USD that a token brings when converted; undefined while its price is missing or too old. */
  readonly tokenPrice: number | undefined

  constructor(
    overview: Overview,
    private readonly set: SetView,
  ) {
    this.now = Number(overview.blockTime)
    this.collateralAsset = Number(set.collateralAsset)
    this.tokenPrice = tokenPriceOf(overview, set)
    this.markets = set.markets.map((_, i) => marketFigures(overview, set, i))
    set.markets.forEach(({ strikes, callFunding, putFunding }, market) => {
      strikes.forEach(({ strike: ticks }, i) => {
        const strike = strikeFromTicks(ticks)
        this.addFunding(encodeSeries({ market, strike, isPut: false }), callFunding[i])
        this.addFunding(encodeSeries({ market, strike, isPut: true }), putFunding[i])
      })
    })
  }

  /** Undefined when a price that the account needs is missing, too old or too uncertain to liquidate at. */
  estimate(account: HeldAccount): Estimate | undefined {
    if (this.tokenPrice === undefined) return undefined
    const groups = this.groupsOf(account)
    if (groups === undefined) return undefined
    let funding = 0
    let size = 0
    let written = false
    for (const position of account.positions) {
      const group = groups.get(this.markets[marketOf(position)]?.asset ?? -1)
      const unit = group && this.unit(position.series, group.shock)
      if (group === undefined || unit === undefined) return undefined
      addTo(group, position.quantity, unit)
      funding += position.quantity * (unit.index - position.entryIndex)
      size += Math.abs(position.quantity) * (group.spot + unit.value)
      written ||= position.quantity < 0
    }
    const due = funding > 0 ? funding : funding * (1 - Number(this.set.pool.insuranceShareOfIncome) / BPS_ONE)
    return this.judge([...groups.values()], account.cash * this.tokenPrice, { funding: due, size, written })
  }

  private judge(
    groups: readonly Group[],
    cash: number,
    { funding, size, written }: { funding: number; size: number; written: boolean },
  ): Estimate {
    const { haircut, collateralShock, writtenMinimum, maintenance } = this.set.riskTerms
    const counted = cash * (1 - haircut / BPS_ONE)
    let margin = groups.some(({ asset }) => asset === this.collateralAsset) ? 0 : counted * (collateralShock / BPS_ONE)
    let value = 0
    for (const group of groups) {
      const held = group.asset === this.collateralAsset ? counted : 0
      margin += groupMargin(group, writtenMinimum / BPS_ONE, held)
      value += group.value
    }
    const slack = counted + value - funding - margin * (maintenance / BPS_ONE)
    return { slack, error: (size + cash) * RELATIVE_ERROR, worth: value - funding, cash, funding, written }
  }

  /** One for each underlying of the account, with the largest of its markets' shocks. */
  private groupsOf({ positions }: HeldAccount): Map<number, Group> | undefined {
    const groups = new Map<number, Group>()
    for (const position of positions) {
      const market = this.markets[marketOf(position)]
      if (market === undefined) return undefined
      const { asset, spot } = market
      const least = asset === this.collateralAsset ? this.set.riskTerms.collateralShock / BPS_ONE : 0
      const shock = Math.max(market.shock, least, groups.get(asset)?.shock ?? 0)
      groups.set(asset, { asset, spot, shock, value: 0, shocked: [0, 0, 0, 0, 0], calls: 0, puts: 0 })
    }
    return groups
  }

  private unit(series: bigint, shock: number): UnitFigures | undefined {
    const key = `${series}/${shock}`
    const known = this.units.get(key)
    if (known !== undefined) return known
    const { market: number, strike: strikeWad, isPut } = decodeSeries(series)
    const market = this.markets[number]
    const funding = this.fundings.get(series)
    if (market === undefined || funding === undefined) return undefined
    const strike = Number(strikeWad) / WAD
    const valueAt = (spot: number, u: number) => optionValue(spot, strike, isPut, u)
    const unit = {
      value: valueAt(market.spot, market.u),
      shocked: SCENARIOS.map((part) => valueAt(market.spot * (1 + part * shock), market.stressedU)),
      index: funding.index + (funding.rate * (this.now - funding.touchedAt)) / YEAR,
      isPut,
    }
    this.units.set(key, unit)
    return unit
  }

  private addFunding(series: bigint, funding: { index: bigint; rate: bigint; touchedAt: bigint } | undefined): void {
    if (funding === undefined) return
    const { index, rate, touchedAt } = funding
    this.fundings.set(series, {
      index: Number(index) / WAD,
      rate: Number(rate) / WAD,
      touchedAt: Number(touchedAt),
    })
  }
}

function marketOf({ series }: HeldPosition): number {
  return Number(series >> 49n)
}

function addTo(group: Group, quantity: number, unit: UnitFigures): void {
  group.value += quantity * unit.value
  unit.shocked.forEach((value, k) => (group.shocked[k] = (group.shocked[k] ?? 0) + quantity * value))
  if (unit.isPut) group.puts += quantity
  else group.calls += quantity
}

function groupMargin({ value, shocked, shock, spot, calls, puts }: Group, minimum: number, held: number): number {
  const losses = shocked.map((after, k) => value - after - held * shock * (SCENARIOS[k] ?? 0))
  const uncovered = Math.max(0 - calls - held / spot, 0) + Math.max(0 - puts, 0)
  return Math.max(0, uncovered * spot * minimum, ...losses)
}

/** V = intrinsic + TV, DESIGN §3. */
function optionValue(spot: number, strike: number, isPut: boolean, u: number): number {
  const exponent = ((spot > strike ? 1 - u : 1 + u) * Math.log(spot / strike)) / 2
  return Math.max(isPut ? strike - spot : spot - strike, 0) + (strike / u) * Math.exp(exponent)
}

function marketFigures({ assets, blockTime }: Overview, set: SetView, i: number): MarketFigures | undefined {
  const config = set.markets[i]?.config
  const asset = config && assets[config.asset]
  if (config === undefined || asset?.priceOk !== true || asset.volatility === 0n) return undefined
  const { value, publishTime, confidence } = asset.price
  if (blockTime - publishTime > BigInt(set.terms.maxAgeOpen) || confidence * CONFIDENCE_PARTS > value) return undefined
  const period = config.period / YEAR
  const exponent = (volatility: number) => Math.sqrt(1 + 8 / (volatility * volatility * period))
  const volatility = Number(asset.volatility) / WAD
  return {
    asset: config.asset,
    spot: Number(value) / WAD,
    period,
    shock: config.shock / BPS_ONE,
    u: exponent(volatility),
    stressedU: exponent(volatility * (1 + config.volatilityShock / BPS_ONE)),
  }
}

function tokenPriceOf({ assets, blockTime }: Overview, { terms, collateralAsset }: SetView): number | undefined {
  const asset = assets[Number(collateralAsset)]
  if (asset?.priceOk !== true) return undefined
  const age = max(blockTime - asset.price.publishTime, 0n)
  const staleness = {
    baseFee: BigInt(terms.baseFee) * BPS,
    feeCapOfPremium: BigInt(terms.feeCapOfPremium) * BPS,
    uncertaintyMultiple: BigInt(terms.uncertaintyMultiple) * BPS,
    grace: BigInt(terms.grace),
  }
  const spread = Number(uncertainty(staleness, asset.volatility, age)) / WAD
  return (Number(asset.price.value) / WAD) * (1 - spread)
}
