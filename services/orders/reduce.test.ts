import { describe, expect, it } from 'vitest'
import { reduced } from './reduce'

const held = [
  { series: 1n, quantity: 6n },
  { series: 2n, quantity: -4n },
]

describe('reduced', () => {
  it('cuts to what is held and leaves out what would open', () => {
    const legs = [
      { series: 1n, quantity: -8n },
      { series: 2n, quantity: 2n },
      { series: 1n, quantity: 3n },
      { series: 3n, quantity: 1n },
    ]
    expect(reduced(held, { legs, maxCost: 0n }).legs).toEqual([
      { series: 1n, quantity: -6n },
      { series: 2n, quantity: 2n },
    ])
  })

  it('lets several legs of a series share what is held', () => {
    const legs = [4n, 4n].map((quantity) => ({ series: 1n, quantity: -quantity }))
    expect(reduced(held, { legs, maxCost: 0n }).legs.map(({ quantity }) => quantity)).toEqual([-4n, -2n])
  })

  it('scales the limit with the least cut leg, rounded against execution', () => {
    const one = [{ series: 1n, quantity: -9n }]
    expect(reduced(held, { legs: one, maxCost: 10n }).maxCost).toBe(6n)
    expect(reduced(held, { legs: one, maxCost: -10n }).maxCost).toBe(-7n)
    const two = [...one, { series: 2n, quantity: 4n }]
    expect(reduced(held, { legs: two, maxCost: 10n }).maxCost).toBe(10n)
  })
})
