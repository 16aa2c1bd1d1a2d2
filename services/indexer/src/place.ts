import type { Hex } from 'viem'

/** As much of an event as says where it is written and by whose transaction. */
export interface Occurrence {
  readonly block: { readonly number: bigint; readonly timestamp: bigint }
  readonly transaction: { readonly hash: Hex; readonly from: Hex; readonly to: Hex | null }
  readonly log: { readonly logIndex: number; readonly address: Hex }
}

/** Where an event is written in the chain. */
export function placeOf({ block, transaction, log }: Occurrence) {
  return {
    block: block.number,
    logIndex: log.logIndex,
    time: Number(block.timestamp),
    transaction: transaction.hash,
  }
}

export const HOUR = 3600
export const DAY = 86_400

/** When the hour or day of that length began in which the time lies. */
export function startOf(length: number, time: number): number {
  return time - (time % length)
}
