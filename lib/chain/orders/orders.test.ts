import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Hex, SignedOrder, Trigger } from '@/lib/core/orders'
import { fromWire, hashOrder, newNonce, orderClient, OrderServiceError, toWire } from './index'
import { wireOrderSchema } from './schema'

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((data): Hex => `0x${Buffer.from(data).toString('hex')}`)
const unsigned = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const signed = (bits: number) => fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })

const anyOrder: fc.Arbitrary<SignedOrder> = fc.record({
  owner: hex(20),
  subAccount: unsigned(96),
  clearinghouse: hex(20),
  legs: fc.array(fc.record({ series: unsigned(64), quantity: signed(96) }), { minLength: 1, maxLength: 8 }),
  condition: fc.record({
    trigger: fc.constantFrom<Trigger>(0, 1, 2),
    asset: fc.integer({ min: 0, max: 65_535 }),
    price: unsigned(256),
  }),
  maxCost: signed(256),
  reduceOnly: fc.boolean(),
  reward: unsigned(256),
  validFrom: unsigned(64),
  expiry: unsigned(64),
  nonce: unsigned(256),
  epoch: unsigned(64),
  parent: hex(32),
})
const contract = { chainId: 8453, address: '0x00000000000000000000000000000000000000dd' } as const

describe('orders on the wire', () => {
  it('come back as they went, through the strict schema, and keep their hash', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const wire: unknown = JSON.parse(JSON.stringify(toWire(order)))
        const back = fromWire(wireOrderSchema.parse(wire))
        expect(back).toEqual(order)
        expect(hashOrder(contract, back)).toBe(hashOrder(contract, order))
      }),
    )
  })

  it('are refused one beyond every range', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const wire = toWire(order)
        const beyond = { subAccount: 96n, reward: 256n, validFrom: 64n, expiry: 64n, nonce: 256n, epoch: 64n }
        for (const [name, bits] of Object.entries(beyond)) {
          expect(wireOrderSchema.safeParse({ ...wire, [name]: String(2n ** bits) }).success).toBe(false)
          expect(wireOrderSchema.safeParse({ ...wire, [name]: '-1' }).success).toBe(false)
        }
        expect(wireOrderSchema.safeParse({ ...wire, maxCost: String(2n ** 255n) }).success).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  it('have nonces that do not repeat', () => {
    expect(new Set(Array.from({ length: 1000 }, newNonce)).size).toBe(1000)
  })
})

describe('orderClient', () => {
  it('says in words why an order was refused', async () => {
    const body = { detail: 'Nothing is held.', error: 'NothingToReduce' }
    const answer = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(body, { status: 409 })))
    const failure: unknown = await orderClient('', answer)
      .list('0x00')
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(OrderServiceError)
    expect(failure).toMatchObject({ status: 409, title: 'Nothing is held.', error: 'NothingToReduce' })
    expect(answer.mock.calls[0]?.[0]).toBe('/api/v1/orders?account=0x00')
  })
})
