import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bracket, conditionHolds, dueAt, limitOrder, stopLoss, Trigger, type Hex, type SignedOrder } from './index'

const ZERO: Hex = `0x${'0'.repeat(64)}`
const PARENT: Hex = `0x${'7'.padStart(64, '0')}`
const place = {
  owner: '0x01',
  clearinghouse: '0x02',
  reward: 1n,
  validFrom: 1000n,
  expiry: 2000n,
  nonce: 5n,
  epoch: 0n,
} as const
const legs = [
  { series: 1n, quantity: 3n },
  { series: 2n, quantity: -2n },
]
const price = (value: bigint, publishTime = 1500n) => ({ value, publishTime })
const due = (order: SignedOrder, more: Partial<Parameters<typeof dueAt>[1]> = {}) =>
  dueAt(order, { now: 1500n, parentExecutedAt: undefined, priceOf: () => price(100n), ...more })

describe('conditions', () => {
  it('hold at their price and beyond, and not one wei before', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 96n }), (at) => {
        const below = { trigger: Trigger.atOrBelow, asset: 0, price: at }
        const above = { trigger: Trigger.atOrAbove, asset: 0, price: at }
        expect([at - 1n, at, at + 1n].map((value) => conditionHolds(below, value))).toEqual([true, true, false])
        expect([at - 1n, at, at + 1n].map((value) => conditionHolds(above, value))).toEqual([false, true, true])
        expect(conditionHolds({ ...above, trigger: Trigger.none }, at - 1n)).toBe(true)
      }),
    )
  })
})

describe('dueAt', () => {
  const limit = limitOrder(place, { legs, maxCost: 9n })
  const stop = stopLoss(place, legs, { condition: { trigger: Trigger.atOrBelow, asset: 3, price: 100n }, maxCost: 0n })

  it.each([
    [999n, 'not-yet-valid'],
    [1000n, 'due'],
    [2000n, 'due'],
    [2001n, 'expired'],
  ])('knows the order’s time: at %s %s', (now, verdict) => {
    expect(due(limit, { now })).toBe(verdict)
  })

  it('asks for a price from after the order, at most a minute old', () => {
    const at = (publishTime: bigint, now = 1500n) => due(stop, { now, priceOf: () => price(100n, publishTime) })
    expect([at(1440n), at(1439n)]).toEqual(['due', 'waits-for-price'])
    expect([at(1001n, 1010n), at(1000n, 1010n)]).toEqual(['due', 'waits-for-price'])
    expect(due(stop, { priceOf: () => undefined })).toBe('waits-for-price')
    expect(due(stop, { priceOf: (asset) => (asset === 3 ? price(101n) : price(1n)) })).toBe('waits-for-price')
  })

  it('waits for the entry, and for a price from after it', () => {
    const exit = { ...stop, parent: PARENT }
    expect(due(exit)).toBe('waits-for-parent')
    expect(due(exit, { parentExecutedAt: 1499n })).toBe('due')
    expect(due(exit, { parentExecutedAt: 1500n })).toBe('waits-for-price')
  })
})

describe('bracket', () => {
  const exit = (trigger: 1 | 2) => ({ condition: { trigger, asset: 0, price: 1n }, maxCost: 0n })
  const exits = { profit: exit(2), loss: exit(1), nonce: 6n }

  it('signs exits that close what was opened, wait for it, and exclude each other', () => {
    const made = bracket(place, { draft: { legs, maxCost: 9n } }, exits, () => PARENT)
    expect(made.entry).toMatchObject({ nonce: 5n, parent: ZERO, reduceOnly: false, legs })
    for (const order of made.exits) {
      expect(order).toMatchObject({ nonce: 6n, parent: PARENT, reduceOnly: true, owner: place.owner })
      expect(order.legs.map(({ quantity }) => quantity)).toEqual([-3n, 2n])
    }
    expect(made.exits.map(({ condition }) => condition.trigger)).toEqual([2, 1])
  })

  it('refuses exits that would be cancelled by their entry', () => {
    expect(() => bracket(place, { draft: { legs, maxCost: 9n } }, { ...exits, nonce: 5n }, () => PARENT)).toThrow(
      RangeError,
    )
  })
})
