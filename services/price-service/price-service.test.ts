import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, type ServerType } from '@hono/node-server'
import { HermesClient } from '@pythnetwork/hermes-client'
import { decodeAbiParameters } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { feedId, feeds } from '@/lib/chain/feeds'
import { createApp } from './app'
import { Market, type MarketOptions } from './market'
import { models, PricePath } from './path'

const directory = mkdtempSync(join(tmpdir(), 'prices-'))
const monday = Date.parse('2026-11-23T15:00:00Z') / 1000
const saturday = Date.parse('2026-11-21T15:00:00Z') / 1000
let files = 0

afterAll(() => rmSync(directory, { recursive: true }))

function open(options: Partial<MarketOptions> = {}): { market: Market; clock: { now: number }; stateFile: string } {
  const clock = { now: monday }
  const stateFile = join(directory, `${files++}.json`)
  const base = { seed: 1, feeds, alwaysOpen: true, stateFile, fresh: true, now: () => clock.now }
  return { market: new Market({ ...base, ...options }), clock, stateFile }
}

const priceOf = (market: Market, symbol: string) => market.prices().find((price) => price.symbol === symbol)!

describe('paths', () => {
  it('depend on the seed and the second alone', () => {
    const first = new PricePath(5, feeds)
    first.at(100)
    expect(new PricePath(5, feeds).at(600)).toEqual(first.at(600))
    expect(new PricePath(6, feeds).at(600)).not.toEqual(first.at(600))
  })

  it('begin at the prices of the models and stay near for a minute', () => {
    const prices = new PricePath(1, feeds).at(60)
    for (const [i, start] of [65_000, 3500, 250, 130, 560].entries()) {
      expect(Math.abs(prices[i]! / start - 1)).toBeLessThan(0.05)
    }
  })
})

describe('log returns over four days', () => {
  const DAYS = 4
  const STEP = 60
  const path = new PricePath(11, feeds)
  const logs = Array.from({ length: (DAYS * 86_400) / STEP + 1 }, (_, i) => path.at(i * STEP).map(Math.log))
  // The median of absolute returns does not see the jumps.
  const returns = feeds.map((_, asset) => logs.slice(1).map((now, i) => now[asset]! - logs[i]![asset]!))
  const calm = returns.map((list) => list.map((value) => Math.max(-limit(list), Math.min(limit(list), value))))

  function limit(list: readonly number[]): number {
    const sorted = list.map(Math.abs).sort((a, b) => a - b)
    return 5 * sorted[Math.floor(sorted.length / 2)]!
  }

  function covariance(a: readonly number[], b: readonly number[]): number {
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    const [meanOfA, meanOfB] = [mean(a), mean(b)]
    return mean(a.map((value, i) => (value - meanOfA) * (b[i]! - meanOfB)))
  }

  it('have the volatility of the models', () => {
    for (const [i, { symbol }] of feeds.entries()) {
      const measured = Math.sqrt((covariance(calm[i]!, calm[i]!) * 31_536_000) / STEP)
      expect(measured / models[symbol]!.volatility).toBeCloseTo(1, 1)
    }
  })

  it('move together as the models say: 0.7 within a kind, 0.3 across', () => {
    for (const [i, a] of feeds.entries()) {
      for (const [j, b] of feeds.entries()) {
        if (j <= i) continue
        const variances = covariance(calm[i]!, calm[i]!) * covariance(calm[j]!, calm[j]!)
        const correlation = covariance(calm[i]!, calm[j]!) / Math.sqrt(variances)
        // Four standard errors of about 5,760 returns.
        expect(Math.abs(correlation - (a.kind === b.kind ? 0.7 : 0.3))).toBeLessThan(0.05)
      }
    }
  })
})

describe('publication', () => {
  it('goes on where it was after a restart, shocks included', () => {
    const { market, clock, stateFile } = open()
    clock.now += 30
    market.tick()
    market.shock('BTC', 0.5)
    clock.now += 30
    market.tick()
    const again = new Market({ seed: 1, feeds, alwaysOpen: true, stateFile, fresh: false, now: () => clock.now })
    again.tick()
    expect(again.prices()).toEqual(market.prices())
    expect(Number(priceOf(again, 'BTC').price)).toBeLessThan(40_000e8)
  })

  it('has a past in hours that ends where the present begins, also after a restart', () => {
    const pastFrom = monday - 14 * 86_400
    const { market, clock, stateFile } = open({ pastFrom })
    const at = (time: number, symbol: string) => market.pricesAt(time)!.find((price) => price.symbol === symbol)!
    expect(Number(at(pastFrom, 'BTC').price)).toBe(65_000e8)
    expect(at(pastFrom + 3600, 'BTC').publishTime).toBe(pastFrom + 3600)
    expect(at(pastFrom + 7000, 'BTC')).toEqual(at(pastFrom + 3600, 'BTC'))
    expect(at(monday, 'BTC')).toEqual(priceOf(market, 'BTC'))
    expect(market.pricesAt(pastFrom - 1)).toBeUndefined()
    expect(market.pricesAt(monday + 1)).toBeUndefined()
    clock.now += 60
    market.tick()
    const again = new Market({ seed: 1, feeds, alwaysOpen: true, stateFile, fresh: false, now: () => clock.now })
    again.tick()
    expect(again.prices()).toEqual(market.prices())
    expect(again.pricesAt(pastFrom + 7200)).toEqual(market.pricesAt(pastFrom + 7200))
  })

  it('lets stocks rest in the past, too, while New York is closed', () => {
    const { market } = open({ alwaysOpen: false, pastFrom: monday - 7 * 86_400 })
    const tesla = market.pricesAt(saturday)!.find(({ symbol }) => symbol === 'TSLA')!
    const close = Date.parse('2026-11-20T21:00:00Z') / 1000
    expect(tesla.publishTime).toBeLessThan(close)
    expect(tesla.publishTime).toBeGreaterThanOrEqual(close - 3600)
  })

  it('does not move a resting stock when it starts again after a shock', () => {
    const clock = { now: Date.parse('2026-11-20T20:59:00Z') / 1000 }
    const { market, stateFile } = open({ alwaysOpen: false, now: () => clock.now })
    clock.now += 3600
    market.tick()
    market.shock('TSLA', 2)
    clock.now += 10
    market.tick()
    const again = new Market({ seed: 1, feeds, alwaysOpen: false, stateFile, fresh: false, now: () => clock.now })
    again.tick()
    expect(again.prices()).toEqual(market.prices())
    expect(Number(priceOf(again, 'TSLA').price)).toBeLessThan(300e8)
  })

  it('stays behind for stocks while New York is closed', () => {
    const clock = { now: saturday }
    const { market } = open({ alwaysOpen: false, now: () => clock.now })
    clock.now += 60
    market.tick()
    expect(priceOf(market, 'BTC').publishTime).toBe(saturday + 60)
    expect(priceOf(market, 'TSLA').publishTime).toBe(Date.parse('2026-11-20T20:59:59Z') / 1000)
  })

  it('stops for frozen feeds and goes on afterwards', () => {
    const { market, clock } = open()
    market.freeze(['BTC'], true)
    clock.now += 10
    market.tick()
    expect([priceOf(market, 'BTC').publishTime, priceOf(market, 'ETH').publishTime]).toEqual([monday, monday + 10])
    market.freeze(['BTC'], false)
    clock.now += 1
    market.tick()
    expect(priceOf(market, 'BTC').publishTime).toBe(monday + 11)
  })

  it('never goes back in time', () => {
    const { market, clock } = open()
    clock.now -= 100
    market.tick()
    expect(priceOf(market, 'BTC').publishTime).toBe(monday)
  })
})

describe('Hermes interface', () => {
  const { market, clock } = open()
  const listeners = new Set<() => void>()
  const app = createApp(market, feeds, (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  })
  let server: ServerType
  let client: HermesClient

  beforeAll(async () => {
    await new Promise<void>((ready) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => ready())
    })
    client = new HermesClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { httpRetries: 0 })
  })
  afterAll(() => server.close())

  it('answers the official client with bytes that the mock of the vendor takes', async () => {
    const { binary, parsed } = await client.getLatestPriceUpdates([feedId('TSLA')], { parsed: true, encoding: 'hex' })
    const types = [
      {
        type: 'tuple',
        components: [
          { type: 'bytes32', name: 'id' },
          ...['price', 'emaPrice'].map((name) => ({ name, type: 'tuple', components: fields })),
        ],
      },
      { type: 'uint64' },
    ] as const
    const [feed] = decodeAbiParameters(types, `0x${binary.data[0]!}`) as unknown as [
      { id: string; price: { price: bigint; publishTime: bigint } },
    ]
    expect(feed.id).toBe(feedId('TSLA'))
    expect(String(feed.price.price)).toBe(parsed?.[0]?.price.price)
    expect(Number(feed.price.publishTime)).toBe(parsed?.[0]?.price.publish_time)
  })
  const fields = [
    { name: 'price', type: 'int64' },
    { name: 'conf', type: 'uint64' },
    { name: 'expo', type: 'int32' },
    { name: 'publishTime', type: 'uint256' },
  ]

  it('streams every tick to the official client', async () => {
    const source = await client.getPriceUpdatesStream([feedId('BTC')], { parsed: true })
    const times: number[] = []
    await new Promise<void>((done) => {
      source.onmessage = ({ data }: { data: string }) => {
        const { parsed } = JSON.parse(data) as { parsed: { price: { publish_time: number } }[] }
        times.push(parsed[0]!.price.publish_time)
        if (times.length === 2) done()
        clock.now += 1
        market.tick()
        for (const listener of listeners) listener()
      }
    })
    source.close()
    expect(times[1]).toBe(times[0]! + 1)
  })

  it('lists the feeds', async () => {
    expect((await client.getPriceFeeds()).map(({ id }) => `0x${id}`)).toEqual(feeds.map(({ id }) => id))
  })

  it.each([
    ['ids[]=zz', 400],
    ['', 400],
    [`ids[]=${'ab'.repeat(32)}`, 404],
    [`ids[]=${feeds[0]!.id}&encoding=rot13`, 400],
  ])('refuses %s with %i', async (query, status) => {
    expect((await app.request(`/v2/updates/price/latest?${query}`)).status).toBe(status)
  })

  it.each([
    [{ symbol: 'DOGE', factor: 1.1 }, 404],
    [{ symbol: 'BTC', factor: -1 }, 400],
    [{ symbol: 'BTC', factor: 1.1 }, 200],
  ])('answers the shock %j with %i', async (body, status) => {
    const headers = { 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    expect((await app.request('/demo/shock', request)).status).toBe(status)
  })

  it('takes no orders from pages of other sites', async () => {
    const body = JSON.stringify({ symbol: 'BTC', factor: 1.1 })
    expect((await app.request('/demo/shock', { method: 'POST', body })).status).toBe(415)
  })

  it('answers for a second of the last hour', async () => {
    clock.now += 5
    market.tick()
    const { parsed } = await client.getPriceUpdatesAtTimestamp(clock.now - 3, [feedId('ETH')], { parsed: true })
    expect(parsed?.[0]?.price.publish_time).toBe(clock.now - 3)
    const path = `/v2/updates/price/${clock.now - 4000}?ids[]=${feedId('ETH')}`
    expect((await app.request(path)).status).toBe(404)
  })

  it('leaves out unknown ids when asked to', async () => {
    const ids = [`0x${'ab'.repeat(32)}`, feedId('BTC')]
    const { parsed } = await client.getLatestPriceUpdates(ids, { parsed: true, ignoreInvalidPriceIds: true })
    expect(parsed?.map(({ id }) => `0x${id}`)).toEqual([feedId('BTC')])
  })

  it('finds feeds by kind and name', async () => {
    const symbols = (found: { attributes: Record<string, string> }[]) => found.map(({ attributes }) => attributes.base)
    expect(symbols(await client.getPriceFeeds({ assetType: 'equity' }))).toEqual(['TSLA', 'NVDA', 'SPY'])
    expect(symbols(await client.getPriceFeeds({ query: 'btc' }))).toEqual(['BTC'])
  })
})
