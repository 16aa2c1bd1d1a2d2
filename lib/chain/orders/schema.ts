import { z } from 'zod'
import type { Hex } from '@/lib/core/orders'
import { orderStatuses } from './wire'

/** Strict schemas of the order interface, for servers; not part of the index, so that no page carries them. */

/** Lower case, so that one thing has one spelling. */
const lower = (text: string) => text.toLowerCase() as Hex
const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), `must be 0x and ${bytes * 2} hexadecimal digits`)
    .transform(lower)

const whole = (pattern: RegExp, least: bigint, most: bigint) =>
  z
    .string()
    .regex(pattern, { error: 'must be a whole number as decimal digits', abort: true })
    .refine((text) => BigInt(text) >= least && BigInt(text) <= most, 'is out of range')

const unsigned = (bits: number) => whole(/^(0|[1-9]\d{0,77})$/, 0n, 2n ** BigInt(bits) - 1n)
const signed = (bits: number) =>
  whole(/^(0|-?[1-9]\d{0,77})$/, 0n - 2n ** BigInt(bits - 1), 2n ** BigInt(bits - 1) - 1n)

export const addressSchema = hex(20)
export const hashSchema = hex(32)
/** Bytes of any length up to what contract wallets with several owners need. */
export const signatureSchema = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2}){0,4096}$/, 'must be 0x and at most 8,192 hexadecimal digits')
  .transform(lower)

export const wireOrderSchema = z.strictObject({
  owner: addressSchema,
  subAccount: unsigned(96),
  clearinghouse: addressSchema,
  legs: z
    .array(z.strictObject({ series: unsigned(64), quantity: signed(96) }))
    .min(1)
    .max(8),
  condition: z.strictObject({
    trigger: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    asset: z.number().int().min(0).max(65_535),
    price: unsigned(256),
  }),
  maxCost: signed(256),
  reduceOnly: z.boolean(),
  reward: unsigned(256),
  validFrom: unsigned(64),
  expiry: unsigned(64),
  nonce: unsigned(256),
  epoch: unsigned(64),
  parent: hashSchema,
})

export const placementSchema = z.strictObject({ order: wireOrderSchema, signature: signatureSchema })
export const withdrawalSchema = z.strictObject({ hash: hashSchema, signature: signatureSchema })

export const orderRecordSchema = z.strictObject({
  hash: hashSchema,
  order: wireOrderSchema,
  status: z.enum(orderStatuses),
  reason: z.string().nullable(),
  error: z.string().nullable(),
  transaction: hashSchema.nullable(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
})
/** Orders of an account, newest first, and the contract that they are signed for. */
export const orderListSchema = z.strictObject({
  contract: z.strictObject({ chainId: z.number().int().positive(), address: addressSchema }),
  orders: z.array(orderRecordSchema),
})
export const listQuerySchema = z.strictObject({ account: hashSchema })

/** A page of what may be executed; `next` continues after it, null: that was all. */
export const openOrdersSchema = z.strictObject({
  orders: z.array(z.strictObject({ hash: hashSchema, order: wireOrderSchema, signature: signatureSchema })),
  next: z.string().nullable(),
})
