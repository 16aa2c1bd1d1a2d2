import { divTrunc, mulDiv, type Raw, type Wad } from '../fixed-point'
import { RAW_PER_SHARE, type Parts, type ShareStep } from './returns'
import type { ProviderEvent } from './types'

/** What a provider has paid in, taken out and made, in tokens (Raw) against simply holding them, and in dollars. */

export interface ProviderResult<Part extends string> {
  /** Held now according to the events. */
  readonly shares: bigint
  /** What the held shares were paid for, at average cost; USD at the prices of the payments. */
  readonly cost: Raw
  readonly costUsd: Wad
  /** Everything ever paid in and taken out, transfers of shares at their value. */
  readonly paidIn: Raw
  readonly takenOut: Raw
  readonly value: Raw
  /** Taken out beyond its average cost. */
  readonly realised: Raw
  /** Value beyond cost. */
  readonly unrealised: Raw
  /** realised + unrealised = value + taken out − paid in. */
  readonly total: Raw
  /** Where the total comes from; adds up to it exactly. */
  readonly parts: Parts<Part | 'entryAndExit'>
}

interface ProviderInput<Part extends string> {
  /** One owner's in one pool, oldest first. */
  readonly events: readonly ProviderEvent[]
  /** The pool's, oldest first. */
  readonly steps: readonly ShareStep<Part>[]
  /** What takes what the other parts do not explain. */
  readonly rest: NoInfer<Part>
  /** Tokens that the held shares are worth now. */
  readonly value: Raw
  /** 10^decimals of the token. */
  readonly unit: bigint
}

/** A provider's result since the first event. */
export function providerResult<Part extends string>(input: ProviderInput<Part>): ProviderResult<Part> {
  const { events, value, unit } = input
  let book: Book = { shares: 0n, cost: 0n, costUsd: 0n, paidIn: 0n, takenOut: 0n, realised: 0n, entryAndExit: 0n }
  for (const event of events) book = booked(book, event, unit)
  const { entryAndExit, ...rest } = book
  const unrealised = value - book.cost
  const total = book.realised + unrealised
  return { ...rest, value, unrealised, total, parts: partsOf(input, total, entryAndExit) }
}

interface Book {
  readonly shares: bigint
  readonly cost: Raw
  readonly costUsd: Wad
  readonly paidIn: Raw
  readonly takenOut: Raw
  readonly realised: Raw
  /** Paid or received beyond the share's price: the spread of who comes and goes. */
  readonly entryAndExit: Raw
}

/** Tokens that an event moved; a transfer of shares moves their value. */
export function amountOf({ kind, assets, shares, sharePrice }: ProviderEvent): Raw {
  return kind === 'transferIn' || kind === 'transferOut' ? mulDiv(shares, sharePrice, RAW_PER_SHARE) : assets
}

function booked(book: Book, event: ProviderEvent, unit: bigint): Book {
  const amount = amountOf(event)
  const atPrice = mulDiv(event.shares, event.sharePrice, RAW_PER_SHARE)
  switch (event.kind) {
    case 'deposit':
    case 'transferIn':
      return {
        ...book,
        shares: book.shares + event.shares,
        cost: book.cost + amount,
        costUsd: book.costUsd + mulDiv(amount, event.collateralPrice, unit),
        paidIn: book.paidIn + amount,
        entryAndExit: book.entryAndExit + atPrice - amount,
      }
    case 'withdrawal':
    case 'transferOut':
      return afterLeaving(book, event.shares, amount, atPrice)
    case 'refusal': {
      // Paid, in tokens or shares, for nothing.
      const { paidIn, realised, entryAndExit, ...left } = afterLeaving(book, event.shares, 0n, atPrice)
      return { ...left, paidIn: paidIn + amount, realised: realised - amount, entryAndExit: entryAndExit - amount }
    }
    case 'request':
    case 'cancelRequest':
      return book
  }
}

/** The book after `shares`, worth `atPrice` tokens, went for `amount` tokens. */
function afterLeaving(book: Book, shares: bigint, amount: Raw, atPrice: Raw): Book {
  const left = book.shares > shares ? book.shares - shares : 0n
  const cost = book.shares === 0n ? 0n : mulDiv(book.cost, left, book.shares)
  return {
    shares: left,
    cost,
    costUsd: book.shares === 0n ? 0n : mulDiv(book.costUsd, left, book.shares),
    paidIn: book.paidIn,
    takenOut: book.takenOut + amount,
    realised: book.realised + amount - (book.cost - cost),
    entryAndExit: book.entryAndExit + amount - atPrice,
  }
}

function partsOf<Part extends string>(
  { events, steps, rest }: ProviderInput<Part>,
  total: Raw,
  entryAndExit: Raw,
): Parts<Part | 'entryAndExit'> {
  const sums: Record<string, bigint> = { entryAndExit, [rest]: 0n }
  for (const step of steps) {
    const held = averageShares(events, step)
    for (const [name, part] of Object.entries<bigint>(step.parts)) {
      if (name !== rest) sums[name] = (sums[name] ?? 0n) + mulDiv(part, held, RAW_PER_SHARE)
    }
  }
  const known = Object.values(sums).reduce((sum, part) => sum + part, 0n)
  sums[rest] = total - known
  return sums as Record<Part | 'entryAndExit', bigint>
}

/** Shares held on average within a period. */
function averageShares(events: readonly ProviderEvent[], { from, to }: Pick<ShareStep<string>, 'from' | 'to'>): bigint {
  let [shares, weighted, since] = [0n, 0n, from]
  for (const event of events) {
    if (event.time >= to) break
    const change = changeOf(event)
    if (event.time > since) {
      weighted += shares * BigInt(event.time - since)
      since = event.time
    }
    shares += change
  }
  if (to <= from) return shares
  return divTrunc(weighted + shares * BigInt(to - since), BigInt(to - from))
}

function changeOf({ kind, shares }: ProviderEvent): bigint {
  if (kind === 'deposit' || kind === 'transferIn') return shares
  return kind === 'withdrawal' || kind === 'transferOut' || kind === 'refusal' ? 0n - shares : 0n
}
