import { describe, expect, it } from 'vitest'
import { marketTermsOf, stalenessTermsOf, strikeStatesOf } from '@/lib/chain/market-inputs'
import type { Overview } from '@/lib/chain/snapshot/types'
import { quote } from '@/lib/core/pricing'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { quoteAnswer } from './answers'
import { createDesk, type PriceSource } from './desk'
import { ProblemError } from './http/problem'
import { makeQuote } from './quote'
import { parseQuery, quoteQuery } from './schemas'
import { testLive, testNow, testOverview, testSet, withSet } from './testing/overview'

const wad = 10n ** 18n

interface Options {
  readonly overview?: Overview
  readonly prices?: PriceSource
  readonly now?: bigint
}

function ask(legs: readonly string[], options: Options = {}) {
  const { overview = testOverview, prices = 'live', now = testNow } = options
  const search = new URLSearchParams({ collateral: 'TSLA', prices })
  for (const leg of legs) search.append('leg', leg)
  const answer = makeQuote(createDesk(overview, testLive), parseQuery(quoteQuery, search), now)
  return quoteAnswer.parse(answer)
}

const errorsOf = ({ blockers }: { blockers: readonly { error: string }[] }) => blockers.map(({ error }) => error)

/** What lib/core/pricing says at the chain's prices; its parity with the contract is tested there. */
function expected(place: 0 | 1 | 2, legs: readonly { strike: bigint; isPut: boolean; quantity: bigint }[]) {
  const market = testSet.markets[place]!
  const { price, volatility } = testOverview.assets[market.config.asset]!
  const stock = testOverview.assets[2]!
  return quote({
    market: marketTermsOf(market),
    strikes: strikeStatesOf(market),
    spot: price.value,
    spotAge: testNow - price.publishTime,
    volatility,
    terms: stalenessTermsOf(testSet),
    collateral: { price: stock.price.value, age: 3600n, volatility: stock.volatility, unit: wad },
    legs,
  })
}

describe('makeQuote', () => {
  it('C11: equals the pricing module, to the last digit', () => {
    const answer = ask(['BTC-7D-70000-C:0.05'], { prices: 'chain' })
    const figures = expected(0, [{ strike: 70_000n * wad, isPut: false, quantity: wad / 20n }])
    expect(answer.costRaw).toBe(figures.costTokens.toString())
    expect(answer.premium).toBe(toDecimal(figures.premium))
    expect(answer.fee).toBe(toDecimal(figures.fee))
    expect(answer.legs[0]).toMatchObject({
      name: 'BTC-7D-70000-C',
      mark: toDecimal(figures.legs[0]!.mark),
      gamma: toDecimal(figures.legs[0]!.gamma),
    })
    expect(answer).toMatchObject({ opening: true, tradable: true })
  })

  it('quotes legs of several markets in the order given, and converts their sum once', () => {
    const answer = ask(['BTC-7D-70000-C:1', 'ETH-7D-3200-P:2', 'BTC-7D-60000-P:-1'], { prices: 'chain' })
    const names = answer.legs.map(({ name }) => name)
    expect(names).toEqual(['BTC-7D-70000-C', 'ETH-7D-3200-P', 'BTC-7D-60000-P'])
    const btc = expected(0, [
      { strike: 70_000n * wad, isPut: false, quantity: wad },
      { strike: 60_000n * wad, isPut: true, quantity: -wad },
    ])
    const eth = expected(2, [{ strike: 3200n * wad, isPut: true, quantity: 2n * wad }])
    expect(answer.costUsd).toBe(toDecimal(btc.premium + btc.fee + eth.premium + eth.fee))
  })

  it('uses the price that a trade can bring along when that is newer', () => {
    expect(ask(['BTC-7D-70000-C:1']).legs[0]).toMatchObject({ spot: '65100', ageSeconds: '1' })
    expect(ask(['BTC-7D-70000-C:1'], { prices: 'chain' }).legs[0]).toMatchObject({ spot: '65000', ageSeconds: '5' })
  })

  it.each([
    ['OpeningsPaused', ['BTC-7D-70000-C:1'], { overview: withSet({ openingsPaused: true }) }],
    ['StalePrice', ['BTC-7D-70000-C:1'], { now: testNow + 61n }],
    ['StrikeNotListed', ['BTC-7D-70500-C:1'], {}],
    ['StrikeNotListed', ['BTC-7D-90000-C:1'], {}],
    ['BelowMinimumNotional', ['BTC-7D-70000-C:0.001'], {}],
    ['OpeningsPaused', ['BTC-7D-70000-C:-3'], { overview: withSet({ openingsPaused: true }) }],
    ['BelowMinimumNotional', ['BTC-7D-66000-C:-0.001'], {}],
    ['CapacityExceeded', ['BTC-7D-65000-C:100'], {}],
  ])('names the error that the contract would raise: %s for %j', (error, legs, options) => {
    const answer = ask(legs, options)
    expect(answer.tradable).toBe(false)
    expect(errorsOf(answer)).toContain(error)
  })

  it('O4: lets what reduces pass while opening is paused and the price has aged', () => {
    const answer = ask(['BTC-7D-70000-C:-1'], { overview: withSet({ openingsPaused: true }), now: testNow + 61n })
    expect(errorsOf(answer)).toEqual([])
    expect(answer.costRaw).toMatch(/^-/)
  })

  it('says what margin legs that write ask by themselves, and that bought ones ask none', () => {
    const written = ask(['BTC-7D-70000-C:-3'])
    const spread = ask(['BTC-7D-70000-C:-3', 'BTC-7D-71000-C:3'])
    expect(written).toMatchObject({ opening: true, tradable: true })
    expect(Number(written.initialMargin)).toBeGreaterThan(3 * 5000)
    expect(Number(spread.initialMargin)).toBeGreaterThan(0)
    expect(Number(spread.initialMargin)).toBeLessThanOrEqual(3 * 1000)
    expect(ask(['BTC-7D-70000-C:3']).initialMargin).toBe('0')
  })

  it.each([
    [['BTC-3D-70000-C:1'], 400],
    [['DOGE-7D-1-C:1'], 400],
    [['BTC-7D-0-C:1'], 400],
    [['BTC-7D-70000-C:0'], 400],
  ])('A1: refuses %j with %i', (legs, status) => {
    expect(() => ask(legs)).toThrow(ProblemError)
    expect(statusOf(() => ask(legs))).toBe(status)
  })

  it('says that it cannot tell when price or volatility are missing', () => {
    const assets = testOverview.assets.map((asset) => ({ ...asset, priceOk: false, volatility: 0n }))
    expect(statusOf(() => ask(['BTC-7D-70000-C:1'], { overview: { ...testOverview, assets } }))).toBe(503)
  })
})

function statusOf(action: () => unknown): number | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.status
    throw error
  }
  return undefined
}
