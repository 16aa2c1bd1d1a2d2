import { expect, it } from 'vitest'
import { shortDollars } from './short-dollars'

it('writes dollars at an axis as short as they can be told apart', () => {
  expect([0, 0.5, 7.25, 1000, 3500, 9999.5].map(shortDollars)).toEqual([
    '$0',
    '$0.5',
    '$7.25',
    '$1,000',
    '$3,500',
    '$9,999.5',
  ])
  expect([10_000, 45_000, 67_500, 1_250_000].map(shortDollars)).toEqual(['$10k', '$45k', '$67.5k', '$1.25M'])
  expect([-3, -45_000].map(shortDollars)).toEqual(['−$3', '−$45k'])
})
