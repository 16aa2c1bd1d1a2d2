import type { WireOrder } from '@/lib/chain/orders'
import type { Hex } from '@/lib/core/orders'

export const house: Hex = '0x00000000000000000000000000000000000000aa'
export const alice: Hex = '0x00000000000000000000000000000000000a11ce'
export const noParent: Hex = `0x${'0'.repeat(64)}`

/** A 32-byte name from a number. */
export function hashOf(n: number): Hex {
  return `0x${n.toString(16).padStart(64, '0')}`
}

export function wireOrder(more: Partial<WireOrder> = {}): WireOrder {
  return {
    owner: alice,
    subAccount: '0',
    clearinghouse: house,
    legs: [{ series: '123', quantity: '1000000000000000000' }],
    condition: { trigger: 0, asset: 0, price: '0' },
    maxCost: '10',
    reduceOnly: false,
    reward: '0',
    validFrom: '1000',
    expiry: '2000',
    nonce: '1',
    epoch: '0',
    parent: noParent,
    ...more,
  }
}
