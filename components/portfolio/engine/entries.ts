import { decodeSeries } from '@/lib/chain/series'
import type { Raw, Wad } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { isoTime, type CsvColumn } from '@/lib/core/format/csv'
import type { AccountEvent } from '@/lib/core/history/types'
import { marketOf, setOf, type SetStructure } from './structure'

/** One line of an account's history: an event, or one leg of a trade. USD in WAD, tokens in their smallest unit. */
export interface Entry {
  readonly id: string
  readonly time: number
  readonly block: bigint
  readonly transaction: string
  readonly kind: EntryKind
  readonly set: SetStructure | undefined
  readonly series?: bigint
  readonly quantity?: Wad
  readonly premium?: Wad
  readonly fee?: Wad
  readonly funding?: Wad
  readonly spot?: Wad
  readonly collateralPrice?: Wad
  /** What it did to the margin account's cash; of a trade with several legs told once, with the first. */
  readonly tokens?: Raw
  /** What holders of a set that is settled are owed. */
  readonly claim?: Raw
}

export const KIND_NAMES = {
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  trade: 'Trade',
  order: 'Order executed',
  liquidation: 'Liquidation',
  exhausted: 'Closed: margin used up',
  refusal: 'Request refused',
  settlement: 'Settlement',
  claim: 'Claim paid',
} as const

export type EntryKind = keyof typeof KIND_NAMES

export function entriesOf(structure: readonly SetStructure[], events: readonly AccountEvent[]): readonly Entry[] {
  return events.flatMap((event) => toEntries(setOf(structure, event), event))
}

function toEntries(set: SetStructure | undefined, event: AccountEvent): Entry[] {
  const { time, block, transaction, logIndex } = event
  const base = { id: `${transaction}/${logIndex}`, time, block, transaction, set }
  switch (event.kind) {
    case 'deposit':
      return [{ ...base, kind: 'deposit', tokens: event.amount }]
    case 'withdrawal':
      return [{ ...base, kind: 'withdrawal', tokens: 0n - event.amount }]
    case 'refusal':
      return [{ ...base, kind: 'refusal', tokens: 0n - event.reward }]
    case 'settlement':
      return [{ ...base, kind: 'settlement', tokens: 0n - event.paid, claim: event.worth }]
    case 'claim':
      return [{ ...base, kind: 'claim', tokens: event.paid, claim: event.claim }]
    case 'trade': {
      const moved = event.forgiven - event.cost - event.funding - event.charges
      return event.legs.map((leg, i) => ({
        ...base,
        id: `${base.id}/${i}`,
        kind: event.reason,
        ...leg,
        ...(i === 0 ? { tokens: moved } : {}),
      }))
    }
  }
}

/** Names a series for files, as the API does: BTC-7D-70000-C. */
export function seriesCode(set: SetStructure | undefined, series: bigint): string {
  const { strike, isPut, market: number } = decodeSeries(series)
  const market = marketOf(set, series)
  const days = market === undefined ? `market ${number}` : `${market.symbol}-${market.period / 86_400}D`
  return `${days}-${toDecimal(strike)}-${isPut ? 'P' : 'C'}`
}

const decimal = (value: bigint | undefined) => (value === undefined ? undefined : toDecimal(value))
const inTokens = (value: bigint | undefined, set: SetStructure | undefined) =>
  value === undefined ? undefined : toDecimal(value, set?.decimals ?? 18)

/** The whole history as a file: exact values, one line for each leg. */
export const ENTRY_FILE: readonly CsvColumn<Entry>[] = [
  { name: 'Time', unit: 'UTC', value: ({ time }) => isoTime(time) },
  { name: 'Block', value: ({ block }) => block },
  { name: 'Transaction', value: ({ transaction }) => transaction },
  { name: 'Event', value: ({ kind }) => KIND_NAMES[kind] },
  { name: 'Collateral', value: ({ set }) => set?.symbol },
  { name: 'Series', value: ({ set, series }) => (series === undefined ? undefined : seriesCode(set, series)) },
  { name: 'Quantity', unit: 'units of the asset', value: ({ quantity }) => decimal(quantity) },
  { name: 'Asset price', unit: 'USD', value: ({ spot }) => decimal(spot) },
  { name: 'Premium', unit: 'USD', value: ({ premium }) => decimal(premium) },
  { name: 'Fee', unit: 'USD', value: ({ fee }) => decimal(fee) },
  { name: 'Funding', unit: 'USD', value: ({ funding }) => decimal(funding) },
  { name: 'Stock price', unit: 'USD', value: ({ collateralPrice }) => decimal(collateralPrice) },
  { name: 'Cash change', unit: 'tokens', value: ({ tokens, set }) => inTokens(tokens, set) },
  { name: 'Claim', unit: 'tokens', value: ({ claim, set }) => inTokens(claim, set) },
]
