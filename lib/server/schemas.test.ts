import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from './http/problem'
import { noQuery, parseQuery, pricesQuery, quoteQuery, tradesQuery } from './schemas'

const parse = (query: string) => parseQuery(quoteQuery, new URLSearchParams(query))

function faultsOf(action: () => unknown) {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem['invalid-params']
    throw error
  }
  return undefined
}

describe('quoteQuery', () => {
  it('reads legs', () => {
    const leg = { asset: 'BTC', period: 604_800, strike: '70000', isPut: false, quantity: '0.05' }
    const put = { asset: 'ETH', period: 3600, strike: '0.000001', isPut: true, quantity: '-1' }
    expect(parse('collateral=tsla&leg=btc-7d-70000-c:0.05&leg=ETH-1H-0.000001-P:-1')).toEqual({
      collateral: 'TSLA',
      leg: [leg, put],
      prices: 'live',
    })
  })

  it('A1: names every fault', () => {
    expect(faultsOf(() => parse('leg=BTC&colateral=TSLA&prices=old'))).toEqual([
      { name: 'collateral', reason: 'must be given' },
      { name: 'leg', reason: expect.stringContaining('must look like BTC-7D-70000-C:0.05') as string },
      { name: 'prices', reason: 'must be live or chain' },
      { name: 'colateral', reason: 'is not known here' },
    ])
  })

  it.each([
    ['', 'collateral'],
    ['collateral=TSLA', 'leg'],
    ['collateral=TSLA&collateral=NVDA&leg=BTC-7D-1-C:1', 'collateral'],
    [`collateral=TSLA${'&leg=BTC-7D-1-C:1'.repeat(9)}`, 'leg'],
    ['collateral=TSLA&leg=BTC-7D-1e5-C:1', 'leg'],
    ['collateral=TSLA&leg=BTC-7D-1-C:NaN', 'leg'],
    ['collateral=TSLA&leg=BTC-7D-1-C:1e400', 'leg'],
    ['collateral=TSLA&leg=BTC-7D--1-C:1', 'leg'],
    ['collateral=__proto__&leg=BTC-7D-1-C:1', 'collateral'],
    ['collateral=TSLA&leg=BTC-7D-1-C:1&__proto__=1', '__proto__'],
    ['collateral=TSLA&leg=BTC-7D-1-C:1&constructor=1', 'constructor'],
    ['collateral=%00&leg=BTC-7D-1-C:1', 'collateral'],
  ])('A1: refuses %s', (query, name) => {
    expect(faultsOf(() => parse(query))?.map((fault) => fault.name)).toContain(name)
  })
})

describe('parseQuery', () => {
  it('A1: answers any query with values or with a problem', () => {
    const schemas = [quoteQuery, pricesQuery, noQuery]
    const name = fc.oneof(fc.constantFrom('collateral', 'leg', 'prices', 'assets', '__proto__'), fc.string())
    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.array(fc.tuple(name, fc.string())), (schema, entries) => {
        faultsOf(() => parseQuery(schema, new URLSearchParams(entries)))
      }),
      { numRuns: 2000 },
    )
  })

  it('takes parameters of the path', () => {
    const owner = `0x${'Ab'.repeat(20)}`
    expect(parseQuery(tradesQuery, new URLSearchParams('subAccount=7'), { owner })).toEqual({
      owner: owner.toLowerCase(),
      subAccount: 7n,
    })
    const tooLarge = new URLSearchParams(`subAccount=${2n ** 96n}`)
    expect(faultsOf(() => parseQuery(tradesQuery, tooLarge, { owner: '0x1' }))).toHaveLength(2)
  })
})
