import { floatValue, type FloatValue } from '../pricing/float'
import type { AccountEvent, AssetPoint, LegRecord } from './types'

/**
 * What an account was worth, hour by hour, from its events and the hourly prices. Plain numbers, for charts only; the exact ledger
 * is in ./ledger. Funding between two settlements is estimated by the options' time value and then scaled to what was really
 * settled, so only the course within such a span is an estimate.
 */

/** A series as the valuation takes it: its underlying's points, strike in USD, period in years. */
export interface CurveSeries {
  readonly asset: number
  readonly strike: number
  readonly isPut: boolean
  readonly period: number
}

export interface CurveInput {
  /** Of one clearinghouse, in the chain's order. */
  readonly events: readonly AccountEvent[]
  readonly collateral: number
  /** Whole tokens per smallest unit. */
  readonly tokensPerUnit: number
  /** By asset number, ascending in time. */
  readonly points: ReadonlyMap<number, readonly AssetPoint[]>
  /** Seconds that a point speaks of; its values are those of the end. */
  readonly pointSeconds: number
  /** Undefined for a series that is not known, which is then left out. */
  readonly seriesOf: (id: bigint) => CurveSeries | undefined
  /** USD of a whole token of collateral at a time, as the ledger takes it. */
  readonly priceAt: (time: number) => bigint
  /** The newest moment that the points speak of. */
  readonly through: number
}

/** USD but for `tokens`; the parts are gains since the first event and add up to `equity − invested`. */
export interface EquityPoint {
  readonly time: number
  readonly equity: number
  readonly price: number
  /** Deposits less withdrawals, whole tokens: what there would be had they been kept. */
  readonly deposited: number
  readonly invested: number
  readonly parts: EquityParts
}

export interface EquityParts {
  readonly options: number
  readonly funding: number
  readonly fees: number
  readonly spread: number
  readonly charges: number
  readonly stock: number
}

const WAD = 1e18
const YEAR = 31_536_000

/** One point for every hour since the first event, and one for every event. */
export function equityCurve(input: CurveInput): EquityPoint[] {
  const { events, points, collateral } = input
  if (events.length === 0 || (points.get(collateral)?.length ?? 0) === 0) return []
  const estimates = new Map<bigint, number[]>()
  // First only to learn how far the estimates of funding are off, then with them put right.
  const learn = (series: bigint, span: Span) => note(estimates, series, span)
  if (settlesFunding(events)) walk(input, { factorOf: () => 1, onSettled: learn, onPoint: () => undefined })
  const next = new Map<bigint, number>()
  const factorOf = (series: bigint) => estimates.get(series)?.[next.get(series) ?? 0] ?? 1
  const curve: EquityPoint[] = []
  walk(input, {
    factorOf,
    onSettled: (series) => next.set(series, (next.get(series) ?? 0) + 1),
    onPoint: (state, time) => curve.push(pointOf(state, input, time)),
  })
  return curve
}

/** Whether some series is traded more than once; only then is there a settlement to learn from. */
function settlesFunding(events: readonly AccountEvent[]): boolean {
  const legs = events.flatMap((event) => (event.kind === 'trade' ? event.legs : []))
  return new Set(legs.map(({ series }) => series)).size < legs.length
}

interface Span {
  readonly estimated: number
  readonly settled: number
}

function note(estimates: Map<bigint, number[]>, series: bigint, { estimated, settled }: Span): void {
  const factor = Math.abs(estimated) > 1e-9 ? settled / estimated : 1
  // A wild factor only says that the span was too short to be estimated.
  const sensible = Number.isFinite(factor) && factor >= 0 && factor < 10 ? factor : 1
  estimates.set(series, [...(estimates.get(series) ?? []), sensible])
}

interface Held {
  readonly series: CurveSeries | undefined
  quantity: number
  /** Funding estimated since it was last settled, USD. */
  owed: number
  /** A unit's value at the prices of `at`. */
  value?: FloatValue | undefined
  at?: Price
}

/** USD and a fraction a year. */
interface Price {
  readonly price: number
  readonly volatility: number
}

interface Course {
  readonly factorOf: (series: bigint) => number
  readonly onSettled: (series: bigint, span: Span) => void
  readonly onPoint: (state: State, time: number) => void
}

/** The account on its way; amounts in USD but for `cash`, `claim` and `deposited` (whole tokens). */
interface State {
  cash: number
  claim: number
  deposited: number
  invested: number
  flows: number
  premium: number
  funding: number
  fees: number
  spread: number
  charges: number
  settled: number
  readonly held: Map<bigint, Held>
  readonly seen: Map<number, Price>
}

function walk(input: CurveInput, course: Course): void {
  const { events, points, pointSeconds, through } = input
  const state = newState()
  const cursors = new Map([...points].map(([asset, list]) => [asset, { list, next: 0 }]))
  const times = sampleTimes(input)
  let event = 0
  let before = times[0] ?? through
  for (const time of times) {
    for (const [asset, cursor] of cursors) {
      let point = cursor.list[cursor.next]
      while (point !== undefined && (endOf(point, pointSeconds, through) <= time || !state.seen.has(asset))) {
        state.seen.set(asset, { price: Number(point.price) / WAD, volatility: Number(point.volatility) / WAD })
        point = cursor.list[++cursor.next]
      }
    }
    accrue(state, time - before, course)
    before = time
    for (let next = events[event]; next !== undefined && next.time <= time; next = events[++event]) {
      apply(state, input, next, course)
    }
    course.onPoint(state, time)
  }
}

function endOf({ time }: AssetPoint, seconds: number, through: number): number {
  return Math.min(time + seconds, through)
}

/** The ends of all hours from the first event on, and the moments of the events. */
function sampleTimes({ events, points, collateral, pointSeconds, through }: CurveInput): number[] {
  const first = events[0]?.time ?? 0
  const ends = (points.get(collateral) ?? []).map((point) => endOf(point, pointSeconds, through))
  const times = new Set([...ends.filter((time) => time > first), ...events.map(({ time }) => time)])
  return [...times].sort((a, b) => a - b)
}

function accrue(state: State, seconds: number, { factorOf }: Course): void {
  for (const [id, held] of state.held) {
    const rate = valueOf(state, held)?.fundingRate ?? 0
    held.owed += factorOf(id) * held.quantity * rate * (seconds / YEAR)
  }
}

/** A unit's value at the newest prices; undefined while they, or the series, are not known. */
function valueOf(state: State, held: Held): FloatValue | undefined {
  const { series } = held
  const at = series === undefined ? undefined : state.seen.get(series.asset)
  if (series === undefined || at === undefined || at.price <= 0 || at.volatility <= 0) return undefined
  if (held.at !== at) {
    held.at = at
    held.value = floatValue({ ...series, spot: at.price, volatility: at.volatility })
  }
  return held.value
}

function apply(state: State, input: CurveInput, event: AccountEvent, course: Course): void {
  if (event.kind === 'trade') recordPrices(state, input, event.legs)
  else recordPrice(state, input.collateral, input.priceAt(event.time))
  const price = state.seen.get(input.collateral)?.price ?? 0
  const tokens = (raw: bigint) => Number(raw) * input.tokensPerUnit
  switch (event.kind) {
    case 'deposit':
      return transfer(state, tokens(event.amount), price)
    case 'withdrawal':
      return transfer(state, -tokens(event.amount), price)
    case 'trade':
      return trade(state, input, event, tokens, price, course)
    case 'refusal': {
      const reward = tokens(event.reward)
      state.cash -= reward
      state.charges += reward * price
      state.flows -= reward * price
      return
    }
    case 'settlement': {
      const worth = tokens(event.worth)
      const paid = tokens(event.paid)
      const unpaid = worth < 0 ? -worth - paid : 0
      state.cash -= paid
      state.claim += Math.max(worth, 0)
      state.settled += worth * price
      state.charges -= unpaid * price
      state.flows += (worth + unpaid) * price
      state.held.clear()
      return
    }
    case 'claim': {
      const lost = (tokens(event.claim) - tokens(event.paid)) * price
      state.cash += tokens(event.paid)
      state.claim -= tokens(event.claim)
      state.charges += lost
      state.flows -= lost
    }
  }
}

/** A trade says at which prices it was made; they are newer than the hour's. */
function recordPrices(state: State, { collateral, seriesOf }: CurveInput, legs: readonly LegRecord[]): void {
  for (const { series, spot, collateralPrice } of legs) {
    const asset = seriesOf(series)?.asset
    if (asset !== undefined) recordPrice(state, asset, spot)
    recordPrice(state, collateral, collateralPrice)
  }
}

function recordPrice(state: State, asset: number, price: bigint): void {
  const point = state.seen.get(asset)
  if (point !== undefined) state.seen.set(asset, { ...point, price: Number(price) / WAD })
}

function transfer(state: State, tokens: number, price: number): void {
  state.cash += tokens
  state.deposited += tokens
  state.invested += tokens * price
  state.flows += tokens * price
}

type Trade = Extract<AccountEvent, { kind: 'trade' }>

function trade(
  state: State,
  { seriesOf }: CurveInput,
  event: Trade,
  tokens: (raw: bigint) => number,
  price: number,
  course: Course,
): void {
  let quoted = 0
  for (const leg of event.legs) {
    const premium = Number(leg.premium) / WAD
    const fee = Number(leg.fee) / WAD
    const held = state.held.get(leg.series) ?? { series: seriesOf(leg.series), quantity: 0, owed: 0 }
    course.onSettled(leg.series, { estimated: held.owed, settled: Number(leg.funding) / WAD })
    const after = held.quantity + Number(leg.quantity) / WAD
    // Far below the smallest quantity there is: what adding floats leaves of nothing.
    if (Math.abs(after) < 1e-12) state.held.delete(leg.series)
    else state.held.set(leg.series, { ...held, quantity: after, owed: 0 })
    state.premium += premium
    state.fees += fee
    quoted += premium + fee
  }
  const [cost, funding] = [tokens(event.cost), tokens(event.funding)]
  const taken = tokens(event.charges) - tokens(event.forgiven)
  state.cash -= cost + funding + taken
  state.spread += cost * price - quoted
  state.funding += funding * price
  state.charges += taken * price
  state.flows -= (cost + funding + taken) * price
}

function pointOf(state: State, { collateral }: CurveInput, time: number): EquityPoint {
  const price = state.seen.get(collateral)?.price ?? 0
  let value = 0
  let owed = 0
  for (const held of state.held.values()) {
    value += held.quantity * (valueOf(state, held)?.value ?? 0)
    owed += held.owed
  }
  const tokens = (state.cash + state.claim) * price
  return {
    time,
    equity: tokens + value - owed,
    price,
    deposited: state.deposited,
    invested: state.invested,
    parts: {
      options: value + state.settled - state.premium,
      funding: -state.funding - owed,
      fees: -state.fees,
      spread: -state.spread,
      charges: -state.charges,
      stock: tokens - state.flows,
    },
  }
}

function newState(): State {
  const zero = { cash: 0, claim: 0, deposited: 0, invested: 0, flows: 0, premium: 0, funding: 0, fees: 0 }
  return { ...zero, spread: 0, charges: 0, settled: 0, held: new Map(), seen: new Map() }
}

/** Several sets' curves as one: each at its newest point. */
export function sumCurves(curves: readonly (readonly EquityPoint[])[]): EquityPoint[] {
  const [only] = curves
  if (only !== undefined && curves.length === 1) return [...only]
  const times = [...new Set(curves.flatMap((curve) => curve.map(({ time }) => time)))].sort((a, b) => a - b)
  const places = curves.map(() => 0)
  return times.map((time) => {
    const now = curves.flatMap((curve, i) => {
      while ((curve[(places[i] ?? 0) + 1]?.time ?? Infinity) <= time) places[i] = (places[i] ?? 0) + 1
      const point = curve[places[i] ?? 0]
      return point === undefined || point.time > time ? [] : [point]
    })
    return addUp(time, now)
  })
}

function addUp(time: number, points: readonly EquityPoint[]): EquityPoint {
  const sum = (of: (point: EquityPoint) => number) => points.reduce((total, point) => total + of(point), 0)
  return {
    time,
    equity: sum(({ equity }) => equity),
    price: 0,
    deposited: 0,
    invested: sum(({ invested }) => invested),
    parts: {
      options: sum(({ parts }) => parts.options),
      funding: sum(({ parts }) => parts.funding),
      fees: sum(({ parts }) => parts.fees),
      spread: sum(({ parts }) => parts.spread),
      charges: sum(({ parts }) => parts.charges),
      stock: sum(({ parts }) => parts.stock),
    },
  }
}

/** What each part did within every period, by the period's beginning. */
export function partsByPeriod(
  curve: readonly EquityPoint[],
  startOf: (time: number) => number,
): { readonly time: number; readonly parts: EquityParts }[] {
  const last = new Map<number, EquityParts>()
  for (const { time, parts } of curve) last.set(startOf(time), parts)
  let before: EquityParts = { options: 0, funding: 0, fees: 0, spread: 0, charges: 0, stock: 0 }
  return [...last].map(([time, parts]) => {
    const change = {
      options: parts.options - before.options,
      funding: parts.funding - before.funding,
      fees: parts.fees - before.fees,
      spread: parts.spread - before.spread,
      charges: parts.charges - before.charges,
      stock: parts.stock - before.stock,
    }
    before = parts
    return { time, parts: change }
  })
}
