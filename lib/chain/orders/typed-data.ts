import { hashTypedData } from 'viem'
import {
  grantTypes,
  ORDERS_DOMAIN,
  orderTypes,
  withdrawalTypes,
  type Address,
  type Hex,
  type KeyGrant,
  type SignedOrder,
} from '@/lib/core/orders'

/** The deployment's contract of signed orders, on its chain. */
export interface OrdersContract {
  readonly chainId: number
  readonly address: Address
}

function domainOf({ chainId, address }: OrdersContract) {
  return { ...ORDERS_DOMAIN, chainId, verifyingContract: address }
}

/** What a wallet is asked to sign (EIP-712) for an order: pass it to viem's or wagmi's `signTypedData`. */
export function orderTypedData(contract: OrdersContract, order: SignedOrder) {
  return { domain: domainOf(contract), types: orderTypes, primaryType: 'Order', message: order } as const
}

/** What a wallet is asked to sign to let a session key trade. */
export function grantTypedData(contract: OrdersContract, grant: KeyGrant) {
  return { domain: domainOf(contract), types: grantTypes, primaryType: 'KeyGrant', message: grant } as const
}

/** An order's name everywhere: the digest that was signed. */
export function hashOrder(contract: OrdersContract, order: SignedOrder): Hex {
  return hashTypedData(orderTypedData(contract, order))
}

export function hashGrant(contract: OrdersContract, grant: KeyGrant): Hex {
  return hashTypedData(grantTypedData(contract, grant))
}

/** What a wallet is asked to sign to take an order out of the service. The contract does not know it. */
export function withdrawalTypedData(contract: OrdersContract, order: Hex) {
  return { domain: domainOf(contract), types: withdrawalTypes, primaryType: 'Withdrawal', message: { order } } as const
}
