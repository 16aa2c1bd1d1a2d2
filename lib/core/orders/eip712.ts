/** Names and types under which wallets show what is signed; a test compares them with the contract's hash. */

export const ORDERS_DOMAIN = { name: 'Undated Orders', version: '1' } as const

export const orderTypes = {
  Order: [
    { name: 'owner', type: 'address' },
    { name: 'subAccount', type: 'uint96' },
    { name: 'clearinghouse', type: 'address' },
    { name: 'legs', type: 'Leg[]' },
    { name: 'condition', type: 'Condition' },
    { name: 'maxCost', type: 'int256' },
    { name: 'reduceOnly', type: 'bool' },
    { name: 'reward', type: 'uint256' },
    { name: 'validFrom', type: 'uint64' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'parent', type: 'bytes32' },
  ],
  Condition: [
    { name: 'trigger', type: 'uint8' },
    { name: 'asset', type: 'uint16' },
    { name: 'price', type: 'uint256' },
  ],
  Leg: [
    { name: 'series', type: 'uint64' },
    { name: 'quantity', type: 'int96' },
  ],
} as const

export const grantTypes = {
  KeyGrant: [
    { name: 'owner', type: 'address' },
    { name: 'subAccount', type: 'uint96' },
    { name: 'clearinghouse', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'dailyLimit', type: 'uint128' },
    { name: 'issuedAt', type: 'uint64' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
  ],
} as const

/** Not for the contract: asks the order service to forget an order. */
export const withdrawalTypes = { Withdrawal: [{ name: 'order', type: 'bytes32' }] } as const
