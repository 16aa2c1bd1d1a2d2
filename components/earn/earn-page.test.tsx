import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Overview, Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { livePool, start } from '@/lib/core/history/testing'
import type { PoolPoint, ProviderEvent } from '@/lib/core/history/types'
import { MarketDataProvider } from '@/lib/query/market-data'
import { setWalletActions, walletStore } from '@/lib/query/wallet'
import { testLive, testNow, testOverview, testSet, withSet } from '@/lib/server/testing/overview'
import { EarnPage } from './earn-page'

const token = 10n ** 18n
const share = 10n ** 24n

class SilentStream {
  addEventListener(): void {}
  close(): void {}
}

/** What the history answers; undefined: 503. Set anew for each test, asked under an address of its own so that nothing is shared. */
let history: { points: readonly PoolPoint[]; events: readonly ProviderEvent[]; through: number } | undefined
let symbols = 0

beforeEach(() => {
  history = undefined
  walletStore.set({ status: 'disconnected', wrongNetwork: false, wanted: false, picking: false })
  vi.stubGlobal('EventSource', SilentStream)
  vi.stubGlobal('fetch', async (path: string) => {
    if (history === undefined) return new Response('{}', { status: 503 })
    const data = path.includes('/providers/') ? history.events : history.points
    return new Response(encodeWire({ head: { throughBlock: 1n, throughTime: history.through }, data }))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const user: UserSetView = {
  tokenBalance: 100n * token,
  clearinghouseAllowance: 0n,
  mainPoolAllowance: 0n,
  insurancePoolAllowance: 0n,
  poolShares: 0n,
  poolSharesValue: 0n,
  maxRedeem: 0n,
  insuranceShares: 0n,
  insuranceSharesValue: 0n,
  requestedShares: 0n,
  requestOpensAt: 0n,
  requestClosesAt: 0n,
  faucetAmount: 0n,
  faucetReadyAt: 0n,
  account: { account: '0x0', cash: 0n, positions: [], fundingOwed: 0n, fundingPerYear: 0n, exhausted: false },
}

function open(given: Overview = testOverview, mine?: Partial<UserSetView>, wrongNetwork = false): string {
  const symbol = `T${symbols++}`
  const overview = { ...given, sets: given.sets.map((set) => ({ ...set, symbol })) }
  vi.setSystemTime(Number(testNow) * 1000)
  const heard = Number(testNow) * 1000
  const snapshot: Snapshot = {
    chainId: 1,
    demo: true,
    rpcUrl: '',
    lens: '0x0000000000000000000000000000000000000001',
    overview,
    prices: testLive,
    chainHeardAt: heard,
    pricesHeardAt: heard,
  }
  if (mine !== undefined) {
    const view = { blockNumber: 1n, blockTime: testNow, nativeBalance: token, sets: [{ ...user, ...mine }] }
    walletStore.set((state) => ({ ...state, status: 'connected', wrongNetwork, address: '0x9', user: view }))
  }
  render(
    <MarketDataProvider wire={encodeWire(snapshot)} madeAt={heard}>
      <EarnPage />
    </MarketDataProvider>,
  )
  return symbol
}

describe('Earn without its history', () => {
  it('says so where the history would stand, and shows what the chain says', async () => {
    const symbol = open()
    expect(await screen.findAllByTestId('history-unavailable')).not.toHaveLength(0)
    expect(screen.getByTestId('pool-value').textContent).toBe(`4,990 ${symbol}`)
    expect(screen.getByTestId('pool-utilisation').textContent).toBe('2.85 %')
    expect(within(screen.getByTestId('worst-case')).getAllByRole('cell')).toHaveLength(24)
    expect(screen.getByTestId('exposure-BTC')).toBeTruthy()
  })
})

describe('the yearly return', () => {
  it('waits for a day of history, and says until when', async () => {
    history = { ...livePool({ hours: [{ fees: 1, premium: 1, results: 0 }], moves: [] }), through: start + 1800 }
    open()
    expect((await screen.findByTestId('first-figures')).textContent).toMatch(/^First figures after \d/)
  })

  it('puts the lowest window first, in parts that are shown with their sum', async () => {
    const hours = Array.from({ length: 24 * 40 }, (_, i) => ({ fees: 0, premium: i < 24 * 30 ? 1 : -0.5, results: 0 }))
    const pool = livePool({ hours, moves: [] })
    history = {
      ...pool,
      points: pool.points.filter((_, i) => i % 24 === 23).map((point, i) => ({ ...point, time: start + i * 86_400 })),
    }
    open()
    const lowest = await screen.findByTestId('apy-lowest')
    expect(lowest.textContent).toMatch(/^−/)
    const windows = within(screen.getByTestId('returns')).getAllByRole('columnheader').slice(1)
    expect(windows.map(({ textContent }) => textContent)).toEqual(['7 days', '30 days', '40 days so far'])
    expect(within(screen.getByTestId('apy-total')).getAllByRole('cell')[0]?.textContent).toBe(lowest.textContent)
  })
})

describe('depositing', () => {
  const run = vi.fn()
  beforeEach(() => {
    run.mockReset()
    const nothing = () => undefined
    setWalletActions({ run, disconnect: nothing, switchChain: nothing, giveUp: nothing, takeOffer: nothing })
  })

  it('shows shares, cost, part and worst case before, and sends the least to accept (F4)', async () => {
    open(testOverview, {})
    fireEvent.change(screen.getByTestId('pool-deposit-amount'), { target: { value: '10' } })
    const preview = screen.getByTestId('pool-deposit-preview')
    for (const words of ['You receive', 'Cost of entering', 'In the worst case listed', 'At least']) {
      expect(preview.textContent).toContain(words)
    }
    fireEvent.click(screen.getByTestId('pool-deposit-submit'))
    const { amount, least } = run.mock.calls[0]![0] as { amount: bigint; least: bigint }
    const shares = (10n * token * (testSet.pool.totalShares + 10n ** 6n)) / (testSet.pool.entryAssets + 1n)
    expect(amount).toBe(10n * token)
    expect(least).toBe((shares * 9950n) / 10_000n)
  })

  it('is asked for while positions are open, and so is leaving, as far as the pool lets go', () => {
    const execution = [{ delay: 3n, window: 60n }]
    const poolShares = 10n * share
    open({ ...testOverview, execution }, { poolShares, maxRedeem: 0n })
    expect(screen.getByText(/executed at the next price, published at least 3 s later/)).toBeTruthy()
    fireEvent.change(screen.getByTestId('pool-deposit-amount'), { target: { value: '10' } })
    expect(screen.getByTestId('pool-deposit-preview').textContent).toContain('For whoever executes it')
    fireEvent.click(screen.getByTestId('pool-deposit-submit'))
    const reward = token / 4000n // 0.10 USD at 400 USD
    const shares = ((10n * token - reward) * (testSet.pool.totalShares + 10n ** 6n)) / (testSet.pool.entryAssets + 1n)
    expect(run.mock.calls[0]![0]).toMatchObject({ amount: 10n * token, least: (shares * 9950n) / 10_000n })

    const form = screen.getByTestId('pool-redeem-amount').closest('form')!
    fireEvent.click(within(form).getByRole('button', { name: 'Max' }))
    fireEvent.click(screen.getByTestId('pool-redeem-submit'))
    expect(run.mock.calls[1]![0], 'no share stays behind').toMatchObject({ kind: 'poolRedeem', amount: poolShares })
  })

  it('says why not: another network, an old price, a missing one (F2, F8)', () => {
    open(testOverview, {}, true)
    expect(screen.getByTestId('pool-deposit-submit').textContent).toBe('Your wallet is on another network')
    cleanup()
    const [btc, ...rest] = testOverview.assets
    open({ ...testOverview, assets: [{ ...btc!, priceOk: false }, ...rest] }, {})
    expect(screen.getByTestId('pool-deposit-submit').textContent).toBe('The BTC price is missing')
    expect(screen.getByTestId('pool-withdrawable-reason').textContent).toContain('The BTC price is missing')
  })

  it('tells somebody without a deposit that there is nothing yet', async () => {
    history = { points: [], events: [], through: start }
    open(testOverview, {})
    expect(await screen.findByText(/^You have not deposited here yet/)).toBeTruthy()
  })
})

describe('a position', () => {
  it('has a result that adds up, and waits while the index lacks a transaction', async () => {
    const pool = livePool({
      hours: Array.from({ length: 30 }, () => ({ fees: 1, premium: 0, results: 0 })),
      moves: [{ hour: 2, tokens: 10 }],
    })
    const events = pool.events.map((event) => ({ ...event, clearinghouse: testSet.clearinghouse }))
    const poolShares = events[0]!.shares
    history = { ...pool, events }
    open(testOverview, { poolShares, poolSharesValue: pool.value, maxRedeem: poolShares })
    expect((await screen.findByTestId('provider-total')).textContent).toMatch(/^\+0\.\d+ T/)
    cleanup()
    open(withSet({}), { poolShares: poolShares + share, poolSharesValue: pool.value, maxRedeem: 0n })
    expect(await screen.findByText(/has not seen your last transaction/)).toBeTruthy()
  })
})
