import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeAccount } from '@/lib/chain/series'
import { openDatabase, type Database } from './database'
import { OrderStore, type NewOrder, type StoredOrder } from './store'
import { alice, hashOf, noParent, wireOrder } from './testing/samples'
import { judge, type Facts } from './tracker'

const LIMIT_MS = 60_000
let database: Database
let time = 1500
const directory = mkdtempSync(join(tmpdir(), 'undated-orders-'))

beforeAll(async () => {
  // With a served database the same statements are tried on that.
  database = await openDatabase(directory, process.env.TEST_DATABASE_URL)
}, LIMIT_MS)

afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
}, LIMIT_MS)

let contracts = 0
/** A store of its own for each test. */
function newStore(): OrderStore {
  contracts += 1
  return new OrderStore(database, `${process.pid}:${contracts}`, () => time)
}

function newOrder(n: number, more: Partial<NewOrder['order']> = {}): NewOrder {
  const order = wireOrder({ nonce: String(n), ...more })
  return { hash: hashOf(n), order, signature: '0xabcd', status: 'open' }
}

describe('the store', () => {
  it('keeps an order once, however often it is handed in', async () => {
    const store = newStore()
    const first = await store.insert(newOrder(1))
    time += 5
    const again = await store.insert({ ...newOrder(1), signature: '0xffff' })
    expect(again).toEqual(first)
    expect(first).toMatchObject({ hash: hashOf(1), status: 'open', signature: '0xabcd', reason: null })
    expect(await store.countLive()).toBe(1)
  })

  it('keeps numbers of 256 bits whole', async () => {
    const store = newStore()
    const nonce = String(2n ** 256n - 1n)
    const stored = await store.insert(newOrder(7, { nonce, maxCost: String(0n - 2n ** 255n) }))
    expect(stored.order.nonce).toBe(nonce)
    expect(await store.alternatives(alice, nonce)).toHaveLength(1)
  })

  it('tells orders of one contract from those of another', async () => {
    const [one, other] = [newStore(), newStore()]
    await one.insert(newOrder(1))
    expect(await other.find(hashOf(1))).toBeUndefined()
    expect(await other.countLiveOf(alice)).toBe(0)
  })

  it('lists what an account has, newest first, and what may be executed, oldest first', async () => {
    const store = newStore()
    for (let n = 1; n <= 5; n++) await store.insert(newOrder(n, n === 3 ? { subAccount: '1' } : {}))
    const mine = await store.ofAccount(encodeAccount(alice), 3)
    expect(mine.map(({ order }) => order.nonce)).toEqual(['5', '4', '2'])
    const page = await store.open(0n, 2)
    const rest = await store.open(page[1]!.seq, 10)
    expect([...page, ...rest].map(({ order }) => order.nonce)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('changes a status only from the one it was decided on', async () => {
    const store = newStore()
    await store.insert(newOrder(1))
    await store.withdraw(hashOf(1), 'taken out')
    await store.change(hashOf(1), 'open', { status: 'open', reason: 'late', error: null, transaction: null })
    expect(await store.find(hashOf(1))).toMatchObject({ status: 'cancelled', reason: 'taken out', withdrawn: true })
    expect(await store.open(0n, 10)).toEqual([])
  })

  it('looks again at what has changed of late, then no more', async () => {
    const store = newStore()
    await store.insert(newOrder(1))
    time += 10
    const executed = { status: 'executed', reason: null, error: null, transaction: hashOf(9) } as const
    await store.change(hashOf(1), 'open', executed)
    expect(await store.unsettled(0n, time - 1, 10)).toHaveLength(1)
    expect(await store.unsettled(0n, time, 10)).toEqual([])
    expect(await store.find(hashOf(1))).toMatchObject({ transaction: hashOf(9) })
  })
})

describe('judge', () => {
  const stored = (more: Partial<StoredOrder> = {}): StoredOrder => ({
    seq: 1n,
    hash: hashOf(1),
    order: wireOrder({ expiry: '2000', parent: noParent }),
    signature: '0x',
    status: 'open',
    withdrawn: false,
    reason: null,
    error: null,
    transaction: null,
    createdAt: 1,
    updatedAt: 1,
    ...more,
  })
  const facts = (more: Partial<Facts>): Facts => ({
    chain: 'open',
    time: 1500n,
    alternativeExecuted: false,
    parent: undefined,
    ...more,
  })

  it.each([
    ['executed beats everything', { withdrawn: true }, { chain: 'executed', time: 9999n }, 'executed'],
    ['cancelled on the chain', {}, { chain: 'cancelled' }, 'cancelled'],
    ['withdrawn', { withdrawn: true }, {}, 'cancelled'],
    ['at its last second', {}, { time: 2000n }, 'open'],
    ['a second later', {}, { time: 2001n }, 'expired'],
    ['waiting for an entry not known here', {}, { chain: 'waiting' }, 'waiting'],
    ['waiting for an open entry', {}, { chain: 'waiting', parent: 'open' }, 'waiting'],
    ['its entry was cancelled', {}, { chain: 'waiting', parent: 'cancelled' }, 'failed'],
    ['its entry has expired', {}, { chain: 'waiting', parent: 'expired' }, 'failed'],
    ['a block was undone', { status: 'executed' }, {}, 'open'],
  ] as const)('%s', (_, order, known, status) => {
    expect(judge(stored(order), facts(known)).status).toBe(status)
  })

  it('says when an alternative was executed', () => {
    expect(judge(stored(), facts({ chain: 'cancelled', alternativeExecuted: true })).reason).toContain('alternative')
  })
})
