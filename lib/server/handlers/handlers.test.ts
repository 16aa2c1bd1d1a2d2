import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { exchangeAt } from '@/lib/core/calendar/new-york'
import type { HeldAccount } from '@/lib/chain/governance/risk-set'
import type { GovernanceState } from '@/lib/chain/governance/state'
import type { Snapshot, UserView } from '@/lib/chain/snapshot/types'
import { decodeWire } from '@/lib/chain/snapshot/wire'
import { healthAnswer, marketsAnswer, pricesAnswer, problemAnswer, quoteAnswer, tradesAnswer } from '../answers'
import { accountAnswer } from '../account-answer'
import { createDesk } from '../desk'
import { endpoint } from '../http/endpoint'
import { createRateLimit } from '../http/rate-limit'
import { openApiDocument } from '../openapi'
import { testLive, testNow, testOverview } from '../testing/overview'
import type { TradeRecord } from '../trade-history'
import { createHandlers, type Handlers } from './index'
import type { HandlerSources } from './sources'

const owner = `0x${'ab'.repeat(20)}`
const snapshot: Snapshot = {
  chainId: 31_337,
  demo: true,
  rpcUrl: '',
  lens: '0x0000000000000000000000000000000000000001',
  overview: testOverview,
  prices: testLive,
  chainHeardAt: Number(testNow) * 1000,
  pricesHeardAt: Number(testNow) * 1000,
}

const trade: TradeRecord = {
  clearinghouse: testOverview.sets[0]!.clearinghouse,
  transactionHash: `0x${'11'.repeat(32)}`,
  blockNumber: 5n,
  blockTime: testNow,
  logIndex: 3,
  exhausted: false,
  cost: 10n ** 18n,
  funding: -1n,
  insuranceIncome: 7n,
  legs: [
    {
      series: (70_000_000_000n << 1n) | 1n,
      quantity: 10n ** 17n,
      premium: 5n * 10n ** 18n,
      fee: 1n,
      funding: 0n,
      spot: 65_000n * 10n ** 18n,
      collateralPrice: 400n * 10n ** 18n,
    },
  ],
}

const governance: GovernanceState = {
  manager: `0x${'22'.repeat(20)}`,
  throughBlock: 77n,
  complete: true,
  members: [],
  operations: [],
  decisions: {},
  events: [],
  volatility: { values: { markup: 11n * 10n ** 17n }, levelsChangeableAt: 0 },
}

const heldAccount: HeldAccount = {
  account: `0x${'33'.repeat(32)}`,
  cash: 5n,
  positions: [{ series: 1n, quantity: -2n, entryIndex: 3n }],
}

const user: UserView = {
  blockNumber: 5n,
  blockTime: testNow,
  nativeBalance: 1n,
  sets: [
    {
      tokenBalance: 10n,
      clearinghouseAllowance: 0n,
      mainPoolAllowance: 0n,
      insurancePoolAllowance: 0n,
      poolShares: 2n,
      poolSharesValue: 2n,
      maxRedeem: 2n,
      insuranceShares: 0n,
      insuranceSharesValue: 0n,
      requestedShares: 0n,
      requestOpensAt: 0n,
      requestClosesAt: 0n,
      faucetAmount: 0n,
      faucetReadyAt: 0n,
      account: {
        account: `0x${'11'.repeat(32)}`,
        cash: 7n,
        positions: [{ series: 3n, quantity: -1n, entryIndex: 0n }],
        fundingOwed: -4n,
        fundingPerYear: 0n,
        exhausted: false,
      },
    },
  ],
}

function sources(changes: Partial<HandlerSources> = {}): HandlerSources {
  const desk = createDesk(testOverview, testLive)
  return {
    desk: () => desk,
    snapshot: () => snapshot,
    now: () => Number(testNow) * 1000,
    chainNow: () => testNow,
    signedUpdate: () => Promise.resolve({ prices: [], updateData: ['0xab'] }),
    trades: () => Promise.resolve({ trades: [trade], throughBlock: 77n, complete: true, truncated: false }),
    openAccounts: () => Promise.resolve({ head: { throughBlock: 77n, throughTime: 1 }, data: [heldAccount] }),
    governance: () => Promise.resolve(governance),
    account: () => Promise.resolve(user),
    openStream: () => new ReadableStream(),
    ...changes,
  }
}

const report = vi.fn()

async function get(name: keyof Handlers, query = '', given = sources(), params: Record<string, string> = {}) {
  const host = { rateLimit: createRateLimit({ perMinute: 1e6, instances: 1 }), trustedProxies: 1, report }
  const route = endpoint(() => host, createHandlers(given)[name])
  const request = new Request(`http://undated.test/api/v1/${name}${query}`)
  return route.GET(request, { params: Promise.resolve(params) })
}

async function answerOf(response: Response): Promise<unknown> {
  expect(response.status).toBe(200)
  return response.json()
}

describe('handlers', () => {
  it('answer in the form that the OpenAPI document tells', async () => {
    quoteAnswer.parse(await answerOf(await get('quote', '?collateral=TSLA&leg=BTC-7D-70000-C:1')))
    marketsAnswer.parse(await answerOf(await get('markets')))
    pricesAnswer.parse(await answerOf(await get('prices', '?assets=btc,TSLA')))
    healthAnswer.parse(await answerOf(await get('health')))
    const trades = tradesAnswer.parse(await answerOf(await get('trades', '', sources(), { owner })))
    const account = accountAnswer.parse(await answerOf(await get('account', '', sources(), { owner })))
    expect(account.sets[0]?.account).toMatchObject({ cash: '7n', fundingOwed: '-4n' })
    expect(trades.trades[0]?.legs[0]).toMatchObject({ name: 'BTC-7D-70000-P', premium: '5' })
  })

  it('tell markets with exact figures', async () => {
    const { sets, assets } = marketsAnswer.parse(await answerOf(await get('markets')))
    expect(assets[0]).toMatchObject({
      symbol: 'BTC',
      live: { value: '65100' },
      chain: { value: '65000' },
      session: null,
    })
    const exchange = exchangeAt(Number(testNow))
    expect(assets[2]?.session).toEqual({
      phase: exchange.phase,
      open: exchange.open,
      halfDay: exchange.halfDay,
      changesAt: String(exchange.changesAt),
      phaseChangesAt: String(exchange.phaseChangesAt),
    })
    const [btc] = sets[0]!.markets
    expect(btc).toMatchObject({ name: 'BTC-7D', strikeStep: '1000', strikeRange: '0.2' })
    expect(btc?.series.map(({ name }) => name)).toEqual(['BTC-7D-70000-C', 'BTC-7D-60000-P'])
  })

  it('A2, A3: ask the price service for listed feeds only, in one order', async () => {
    const signedUpdate = vi.fn<HandlerSources['signedUpdate']>(() => Promise.resolve({ prices: [], updateData: [] }))
    const given = sources({ signedUpdate })
    await get('prices', '?assets=TSLA,BTC', given)
    await get('prices', '?assets=btc,tsla,BTC', given)
    const [btc, , tsla] = testOverview.assets
    expect(signedUpdate).toHaveBeenNthCalledWith(1, [btc!.feedId, tsla!.feedId])
    expect(signedUpdate).toHaveBeenNthCalledWith(2, [btc!.feedId, tsla!.feedId])
    expect((await get('prices', '?assets=DOGE', given)).status).toBe(400)
  })

  it('tell roles, decisions under way and what was decided, in the form of the pages', async () => {
    const response = await get('governance')
    expect(response.status).toBe(200)
    expect(decodeWire(await response.text())).toEqual(governance)
  })

  it('tell who holds positions in a set, and what', async () => {
    const response = await get('openAccounts', '', sources(), { symbol: 'tsla' })
    expect(decodeWire(await response.text())).toMatchObject({ data: [heldAccount] })
    expect((await get('openAccounts', '', sources(), { symbol: 'DOGE' })).status).toBe(404)
    expect((await get('openAccounts', '', sources(), { symbol: '../x' })).status).toBe(400)
  })

  it('fail health when the chain, or the prices, are stale, and say which', async () => {
    const chainAway = sources({ snapshot: () => ({ ...snapshot, chainHeardAt: (Number(testNow) - 31) * 1000 }) })
    const refused = sources({ snapshot: () => ({ ...snapshot, refusal: 'The node serves chain 1.' }) })
    const old = sources({ chainNow: () => testNow + 91n })
    const never = sources({ snapshot: () => ({ ...snapshot, prices: [], pricesHeardAt: 0 }) })
    const bodies = await Promise.all(
      [chainAway, refused, old, never].map(async (given) => {
        const response = await get('health', '', given)
        expect(response.status).toBe(503)
        return healthAnswer.parse(await response.json())
      }),
    )
    expect(bodies.map(({ chain, prices }) => [chain.ok, prices.ok])).toEqual([
      [false, true],
      [false, true],
      [false, false],
      [true, false],
    ])
    expect(bodies[1]?.chain.detail).toBe('The node serves chain 1.')
  })

  it('refuse a stream too many with the problem 429', async () => {
    const response = await get('stream', '', sources({ openStream: () => undefined }))
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('10')
  })

  it(
    'A1: answer any query with data or with a problem document of the client’s, never a 5xx',
    { timeout: 30_000 },
    async () => {
      const names = ['quote', 'markets', 'prices', 'trades', 'account', 'governance', 'health', 'stream'] as const
      const number = fc.oneof(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map(String), fc.double().map(String))
      const series = fc.tuple(
        fc.constantFrom('BTC-7D', 'ETH-7D', 'BTC-30D', 'X-1H'),
        number,
        fc.constantFrom('C', 'P'),
        number,
      )
      const leg = series.map(([market, strike, kind, quantity]) => `${market}-${strike}-${kind}:${quantity}`)
      const key = fc.oneof(
        fc.constantFrom('collateral', 'leg', 'prices', 'assets', 'subAccount', '__proto__'),
        fc.string(),
      )
      const value = fc.oneof(
        leg,
        fc.constantFrom('TSLA', 'BTC,ETH', 'live', ''),
        fc.string({ unit: 'binary', maxLength: 300 }),
      )
      const query = fc.array(fc.tuple(key, value), { maxLength: 12 })
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), query, fc.string(), async (name, entries, anyOwner) => {
          const search = `?${new URLSearchParams(entries).toString()}`
          const response = await get(name, search, sources(), { owner: anyOwner })
          if (response.status === 200) return
          expect(response.status).toBeGreaterThanOrEqual(400)
          expect(response.status).toBeLessThan(500)
          problemAnswer.parse(await response.json())
        }),
        { numRuns: 1500 },
      )
      expect(report).not.toHaveBeenCalled()
    },
  )

  it('A1: quote any well-formed leg, however extreme', { timeout: 30_000 }, async () => {
    const digits = fc.integer({ min: 1, max: 9 }).chain((n) => fc.integer({ min: 1, max: 10 ** n - 1 }))
    const strike = fc.oneof(
      digits.map(String),
      digits.map((n) => `0.${String(n).slice(0, 6)}`),
    )
    const quantity = fc.oneof(
      digits.map(String),
      digits.map((n) => `-${n}`),
      digits.map((n) => `0.${'0'.repeat(9)}${n}`),
    )
    const leg = fc.tuple(fc.constantFrom('BTC-7D', 'ETH-7D'), strike, fc.constantFrom('C', 'P'), quantity)
    await fc.assert(
      fc.asyncProperty(fc.array(leg, { minLength: 1, maxLength: 8 }), async (legs) => {
        const search = new URLSearchParams({ collateral: 'TSLA' })
        for (const [market, at, kind, size] of legs) search.append('leg', `${market}-${at}-${kind}:${size}`)
        quoteAnswer.parse(await answerOf(await get('quote', `?${search.toString()}`)))
      }),
      { numRuns: 500 },
    )
  })
})

describe('openApiDocument', () => {
  it('names every address with its parameters', () => {
    const { paths } = JSON.parse(openApiDocument()) as { paths: Record<string, { get: { parameters: unknown[] } }> }
    expect(Object.keys(paths)).toHaveLength(18)
    expect(Object.keys(paths['/api/v1/orders'] ?? {})).toEqual(['get', 'post', 'delete'])
    expect(paths['/api/v1/quote']?.get.parameters).toMatchObject([
      { name: 'collateral', in: 'query', required: true },
      { name: 'leg', in: 'query', required: true },
      { name: 'prices', in: 'query', required: false },
    ])
    expect(paths['/api/v1/accounts/{owner}/trades']?.get.parameters).toMatchObject([
      { name: 'owner', in: 'path', required: true },
      { name: 'subAccount', in: 'query', required: false },
    ])
  })
})
