import { abs, mulDiv, type Raw, type Wad } from '../fixed-point'
import type { AccountEvent, LegRecord } from './types'

/**
 * One margin account's book in one set, from its events: what it holds, and every dollar that it gained or lost, exactly. A token
 * amount counts at the stock's price of its moment, so that all that the stock did afterwards is the stock's own part.
 */

/** What positions cost (positive) or brought, USD. */
export interface PositionParts {
  /** Paid for options, less what they were sold for. */
  readonly premium: Wad
  readonly funding: Wad
  readonly fees: Wad
  /** What the conversion between dollars and tokens took. */
  readonly spread: Wad
}

/** One series from its opening until nothing of it is held. */
export interface PositionRecord {
  readonly series: bigint
  readonly openedAt: number
  /** Undefined while something is held. */
  readonly closedAt: number | undefined
  /** Held now, units of the underlying. */
  readonly quantity: Wad
  /** The most that was ever held, with its sign. */
  readonly largest: Wad
  /** Cost of what is held, at average cost. */
  readonly basis: PositionParts
  /** Gains (positive) on what was closed. */
  readonly realised: PositionParts
}

export interface AccountLedger {
  readonly cash: Raw
  /** Of a set that is being settled: tokens that the positions were worth, to be paid in part or whole. */
  readonly claim: Raw
  /** Deposits less withdrawals. */
  readonly deposited: Raw
  /** The same in USD, each at the stock's price of its day. */
  readonly invested: Wad
  /** Everything that ever moved cash and claims, deposits and withdrawals included, in USD of its day. */
  readonly flows: Wad
  /** Sums over everything that was traded. */
  readonly paid: PositionParts
  /** What a settlement made of positions, USD. */
  readonly settled: Wad
  /** Penalties and rewards, less what the account was let off and what of a claim was not paid. USD, positive: paid. */
  readonly charges: Wad
  readonly open: readonly PositionRecord[]
  readonly closed: readonly PositionRecord[]
}

/** Profit and loss since the first deposit, in parts that add up to `total`. USD. */
export interface ProfitParts {
  /** What options are worth and were sold for, less what was paid for them. */
  readonly options: Wad
  readonly funding: Wad
  readonly fees: Wad
  readonly spread: Wad
  readonly charges: Wad
  /** What the stock's own price did to the cash. */
  readonly stock: Wad
  readonly total: Wad
}

export interface LedgerTerms {
  /** 10^decimals of the collateral token. */
  readonly unit: bigint
  /** USD of a whole token at a time, where the event does not say it itself. */
  readonly priceAt: (time: number) => Wad
}

const NO_PARTS: PositionParts = { premium: 0n, funding: 0n, fees: 0n, spread: 0n }

export const EMPTY_LEDGER: AccountLedger = {
  cash: 0n,
  claim: 0n,
  deposited: 0n,
  invested: 0n,
  flows: 0n,
  paid: NO_PARTS,
  settled: 0n,
  charges: 0n,
  open: [],
  closed: [],
}

/** The book after these events of one clearinghouse, in the chain's order. */
export function accountLedger(events: readonly AccountEvent[], terms: LedgerTerms): AccountLedger {
  return events.reduce((ledger, event) => afterEvent(ledger, event, terms), EMPTY_LEDGER)
}

/** Profit and loss when the account is worth this: a whole token in USD, Σ q·V and the funding owed in USD. */
export function profitParts(
  ledger: AccountLedger,
  now: { readonly price: Wad; readonly unit: bigint; readonly optionValue: Wad; readonly fundingOwed: Wad },
): ProfitParts {
  const { paid, settled, charges, flows, cash, claim, invested } = ledger
  const tokens = mulDiv(cash + claim, now.price, now.unit)
  return {
    options: now.optionValue + settled - paid.premium,
    funding: 0n - paid.funding - now.fundingOwed,
    fees: 0n - paid.fees,
    spread: 0n - paid.spread,
    charges: 0n - charges,
    stock: tokens - flows,
    total: tokens + now.optionValue - now.fundingOwed - invested,
  }
}

export function afterEvent(ledger: AccountLedger, event: AccountEvent, terms: LedgerTerms): AccountLedger {
  const price = priceOf(event, terms)
  const usd = (tokens: Raw) => mulDiv(tokens, price, terms.unit)
  switch (event.kind) {
    case 'deposit':
      return afterTransfer(ledger, event.amount, usd(event.amount))
    case 'withdrawal':
      return afterTransfer(ledger, 0n - event.amount, 0n - usd(event.amount))
    case 'trade':
      return afterTrade(ledger, event, usd)
    case 'refusal':
      return afterCharge(ledger, event.reward, usd(event.reward))
    case 'settlement':
      return afterSettlement(ledger, event, usd)
    case 'claim': {
      const lost = usd(event.claim) - usd(event.paid)
      return {
        ...ledger,
        cash: ledger.cash + event.paid,
        claim: ledger.claim - event.claim,
        flows: ledger.flows - lost,
        charges: ledger.charges + lost,
      }
    }
  }
}

type Trade = Extract<AccountEvent, { kind: 'trade' }>
type Settlement = Extract<AccountEvent, { kind: 'settlement' }>
type Convert = (tokens: Raw) => Wad

function priceOf(event: AccountEvent, { priceAt }: LedgerTerms): Wad {
  const told = event.kind === 'trade' ? event.legs.at(-1)?.collateralPrice : undefined
  return told ?? priceAt(event.time)
}

function afterTransfer(ledger: AccountLedger, tokens: Raw, usd: Wad): AccountLedger {
  return {
    ...ledger,
    cash: ledger.cash + tokens,
    deposited: ledger.deposited + tokens,
    invested: ledger.invested + usd,
    flows: ledger.flows + usd,
  }
}

function afterTrade(ledger: AccountLedger, trade: Trade, usd: Convert): AccountLedger {
  const { cost, funding, charges, forgiven, legs, time } = trade
  const parts = legParts(legs, usd(cost), usd(funding))
  const taken = usd(charges) - usd(forgiven)
  const paid = parts.reduce(plus, NO_PARTS)
  const positions = legs.reduce((known, leg, i) => afterLeg(known, leg, parts[i] ?? NO_PARTS, time), ledger)
  return {
    ...positions,
    cash: ledger.cash - cost - funding - charges + forgiven,
    flows: ledger.flows - sumOf(paid) - taken,
    paid: plus(ledger.paid, paid),
    charges: ledger.charges + taken,
  }
}

function afterCharge(ledger: AccountLedger, tokens: Raw, usd: Wad): AccountLedger {
  return { ...ledger, cash: ledger.cash - tokens, flows: ledger.flows - usd, charges: ledger.charges + usd }
}

/** What is settled becomes a claim, or is paid as far as the cash goes; nothing is held afterwards. */
function afterSettlement(ledger: AccountLedger, { worth, paid, time }: Settlement, usd: Convert): AccountLedger {
  const value = usd(worth)
  const unpaid = worth < 0n ? usd(0n - worth) - usd(paid) : 0n
  return {
    ...ledger,
    cash: ledger.cash - paid,
    claim: ledger.claim + (worth > 0n ? worth : 0n),
    flows: ledger.flows + value + unpaid,
    settled: ledger.settled + value,
    charges: ledger.charges - unpaid,
    open: [],
    closed: [
      ...ledger.closed,
      ...ledger.open.map((record) => ({
        ...record,
        closedAt: time,
        quantity: 0n,
        basis: NO_PARTS,
        realised: minus(record.realised, record.basis),
      })),
    ],
  }
}

/** A trade's dollars by leg: the spread is what was paid beyond premium and fee, funding is as it was settled in tokens. */
function legParts(legs: readonly LegRecord[], costUsd: Wad, fundingUsd: Wad): PositionParts[] {
  const quoted = legs.map(({ premium, fee }) => premium + fee)
  const spreads = divided(costUsd - quoted.reduce((a, b) => a + b, 0n), quoted.map(abs))
  const fundings = divided(
    fundingUsd,
    legs.map(({ funding }) => abs(funding)),
  )
  return legs.map(({ premium, fee }, i) => ({
    premium,
    fees: fee,
    funding: fundings[i] ?? 0n,
    spread: spreads[i] ?? 0n,
  }))
}

/** Divides a whole by weights; the last part takes what rounding leaves, so that the parts add up. */
function divided(whole: Wad, weights: readonly Wad[]): Wad[] {
  const total = weights.reduce((a, b) => a + b, 0n)
  let left = whole
  return weights.map((weight, i) => {
    const part = i === weights.length - 1 ? left : total === 0n ? 0n : mulDiv(whole, weight, total)
    left -= part
    return part
  })
}

type Books = Pick<AccountLedger, 'open' | 'closed'>

function afterLeg<Known extends Books>(known: Known, leg: LegRecord, parts: PositionParts, time: number): Known {
  const held = known.open.find(({ series }) => series === leg.series)
  const others = known.open.filter((record) => record !== held)
  const before = held ?? newRecord(leg.series, time)
  const settled = { ...parts, funding: 0n }
  const withFunding = { ...before, basis: plus(before.basis, { ...NO_PARTS, funding: parts.funding }) }
  const after = before.quantity + leg.quantity
  if (before.quantity === 0n || before.quantity > 0n === leg.quantity > 0n) {
    return { ...known, open: [...others, enlarged(withFunding, leg.quantity, settled)] }
  }
  if (after === 0n)
    return { ...known, open: others, closed: [...known.closed, lessened(withFunding, 0n, settled, time)] }
  if (before.quantity > 0n === after > 0n) {
    return { ...known, open: [...others, lessened(withFunding, after, settled, undefined)] }
  }
  // The leg turns the position: what closes it and what opens the other side bear their share of it.
  const [closing, opening] = split(settled, abs(before.quantity), abs(leg.quantity))
  const closed = lessened(withFunding, 0n, closing, time)
  return {
    ...known,
    open: [...others, enlarged(newRecord(leg.series, time), after, opening)],
    closed: [...known.closed, closed],
  }
}

function newRecord(series: bigint, openedAt: number): PositionRecord {
  return { series, openedAt, closedAt: undefined, quantity: 0n, largest: 0n, basis: NO_PARTS, realised: NO_PARTS }
}

function enlarged(record: PositionRecord, added: Wad, parts: PositionParts): PositionRecord {
  const quantity = record.quantity + added
  const largest = abs(quantity) > abs(record.largest) ? quantity : record.largest
  return { ...record, quantity, largest, basis: plus(record.basis, parts) }
}

function lessened(
  record: PositionRecord,
  quantity: Wad,
  parts: PositionParts,
  closedAt: number | undefined,
): PositionRecord {
  const [kept, sold] = split(record.basis, abs(quantity), abs(record.quantity))
  return { ...record, quantity, closedAt, basis: kept, realised: minus(minus(record.realised, sold), parts) }
}

/** The share part/whole of everything, and the rest. */
function split(parts: PositionParts, part: Wad, whole: Wad): readonly [PositionParts, PositionParts] {
  const share = {
    premium: mulDiv(parts.premium, part, whole),
    funding: mulDiv(parts.funding, part, whole),
    fees: mulDiv(parts.fees, part, whole),
    spread: mulDiv(parts.spread, part, whole),
  }
  return [share, minus(parts, share)]
}

function plus(a: PositionParts, b: PositionParts): PositionParts {
  return {
    premium: a.premium + b.premium,
    funding: a.funding + b.funding,
    fees: a.fees + b.fees,
    spread: a.spread + b.spread,
  }
}

function minus(a: PositionParts, b: PositionParts): PositionParts {
  return {
    premium: a.premium - b.premium,
    funding: a.funding - b.funding,
    fees: a.fees - b.fees,
    spread: a.spread - b.spread,
  }
}

export function sumOf({ premium, funding, fees, spread }: PositionParts): Wad {
  return premium + funding + fees + spread
}

/** Gains (positive) on what is held, when it is worth this now. */
export function unrealised(record: PositionRecord, value: Wad, fundingOwed: Wad): PositionParts {
  return minus({ ...NO_PARTS, premium: value, funding: 0n - fundingOwed }, record.basis)
}
