import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { ordersAbi } from '@/contracts-abi/Orders'
import type { Address } from '@/lib/core/orders'
import type { OrdersContract } from './typed-data'

/** Contract calls around signed orders, as viem and wagmi take them. */

/** Reads the epoch that an owner's next order must carry. */
export function epochCall({ address }: OrdersContract, owner: Address) {
  return { address, abi: ordersAbi, functionName: 'epochOf', args: [owner] } as const
}

/** Reads whether an owner lets signed orders trade in a set. */
export function isAllowedCall({ address }: OrdersContract, clearinghouse: Address, owner: Address) {
  return { address: clearinghouse, abi: clearinghouseAbi, functionName: 'isOperator', args: [owner, address] } as const
}

/** Lets signed orders trade in a set, or no longer. They never withdraw. */
export function allowCall({ address }: OrdersContract, clearinghouse: Address, allowed: boolean) {
  const args = [address, allowed] as const
  return { address: clearinghouse, abi: clearinghouseAbi, functionName: 'setOperator', args } as const
}

/** Cancels orders for good, with all their alternatives. */
export function cancelCall({ address }: OrdersContract, nonces: readonly bigint[]) {
  return { address, abi: ordersAbi, functionName: 'cancel', args: [nonces] } as const
}

/** Cancels everything that the sender has signed, and revokes all its session keys. */
export function cancelAllCall({ address }: OrdersContract) {
  return { address, abi: ordersAbi, functionName: 'cancelAll' } as const
}

/** A nonce that nobody has used: 248 random bits. */
export function newNonce(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(31))
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
