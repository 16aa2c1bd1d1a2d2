import { act, cleanup, renderHook } from '@testing-library/react'
import { WaitForTransactionReceiptTimeoutError } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UserView } from '@/lib/chain/snapshot/types'
import { flowStore, walletStore } from '@/lib/query/wallet'
import { useFlowRunner } from './use-flow-runner'

const HASH = `0x${'ab'.repeat(32)}` as const
const OTHER = `0x${'cd'.repeat(32)}` as const
const PENDING = 'undated.pending'
const ALICE = '0x0000000000000000000000000000000000000a11'
const BOB = '0x0000000000000000000000000000000000000b0b'

const wallet = vi.hoisted(() => ({
  client: { waitForTransactionReceipt: vi.fn(), readContract: vi.fn() },
  plan: vi.fn(),
  asked: vi.fn(),
  outcome: vi.fn(),
  address: '0x0000000000000000000000000000000000000a11',
}))

vi.mock('wagmi', () => ({ useConfig: () => 'config', usePublicClient: () => wallet.client }))
vi.mock('wagmi/actions', () => ({
  getAccount: () => ({ address: wallet.address, chainId: 1 }),
  getWalletClient: async () => ({ account: { address: wallet.address }, chain: { id: 1 } }),
}))
vi.mock('@/lib/query/market-data', () => ({
  currentSnapshot: () => ({ chainId: 1, lens: '0x1', overview: { sets: [{}] } }),
}))
vi.mock('@/lib/flows/asked', () => ({ askedIn: wallet.asked }))
vi.mock('@/lib/flows/outcome', () => ({ OUTCOME_LABEL: 'Execution', awaitOutcome: wallet.outcome }))
vi.mock('@/lib/flows', () => ({ planFlow: wallet.plan, titleOf: () => 'Open long' }))

/** Lets everything that is ready run. */
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 10)))
const view = (name: string) => ({ name, sets: [{}] }) as unknown as UserView
const words = () => JSON.stringify(flowStore.get())
const done = { status: 'success' }

beforeEach(() => {
  vi.resetAllMocks()
  localStorage.clear()
  flowStore.set(undefined)
  wallet.address = ALICE
  walletStore.set((state) => ({ ...state, status: 'connected', address: ALICE }))
  wallet.client.readContract.mockResolvedValue(view('alice'))
  wallet.client.waitForTransactionReceipt.mockResolvedValue(done)
})
afterEach(cleanup)

describe('the flow runner', () => {
  it('does not call a flow done when only its first step was mined before the reload', async () => {
    const never = new Promise(() => undefined)
    wallet.client.waitForTransactionReceipt.mockReturnValue(never)
    wallet.plan.mockResolvedValue([
      { label: 'Approve 1 TSLA', run: async () => HASH },
      { label: 'Open long', run: async () => OTHER },
    ])
    const first = renderHook(() => useFlowRunner())
    void first.result.current.run({ kind: 'faucet', set: 0 })
    await settle()
    first.unmount() // the reload
    flowStore.set(undefined)
    wallet.client.waitForTransactionReceipt.mockResolvedValue(done)
    renderHook(() => useFlowRunner())
    await settle()
    expect(flowStore.get()?.steps.map(({ label }) => label)).not.toEqual(['Open long'])
    expect(words()).toContain('Approve 1 TSLA')
    expect(flowStore.get()?.status).toBe('failed') // the trade was not sent, and that is said
  })

  it('leaves a new flow alone when the resumed transaction is mined', async () => {
    localStorage.setItem(PENDING, JSON.stringify({ hash: HASH, title: 'Deposit', label: 'Deposit', last: true }))
    let mined: (value: unknown) => void = () => undefined
    wallet.client.waitForTransactionReceipt.mockReturnValue(new Promise((resolve) => (mined = resolve)))
    wallet.plan.mockResolvedValue([{ label: 'Open long', run: () => new Promise(() => undefined) }])
    const { result } = renderHook(() => useFlowRunner())
    await settle()
    void result.current.run({ kind: 'faucet', set: 0 })
    await settle()
    mined(done)
    await settle()
    if (flowStore.get()?.title === 'Open long') expect(flowStore.get()?.status).toBe('running')
    else expect(wallet.plan).not.toHaveBeenCalled()
  })

  it('tells a transaction cancelled in the wallet from one that was mined', async () => {
    wallet.client.waitForTransactionReceipt.mockImplementation(
      async ({ onReplaced }: { onReplaced?: (response: { reason: string }) => void }) => {
        onReplaced?.({ reason: 'cancelled' })
        return done
      },
    )
    wallet.plan.mockResolvedValue([{ label: 'Open long', run: async () => HASH }])
    const { result } = renderHook(() => useFlowRunner())
    await act(() => result.current.run({ kind: 'faucet', set: 0 }))
    expect(flowStore.get()?.status).toBe('failed')
    expect(words()).toMatch(/cancelled|replaced/i)
  })

  it('does not forget a transaction that may still be mined', async () => {
    wallet.client.waitForTransactionReceipt.mockRejectedValue(new WaitForTransactionReceiptTimeoutError({ hash: HASH }))
    wallet.plan.mockResolvedValue([{ label: 'Open long', run: async () => HASH }])
    const { result } = renderHook(() => useFlowRunner())
    await act(() => result.current.run({ kind: 'faucet', set: 0 }))
    expect(localStorage.getItem(PENDING)).not.toBeNull()
    expect(words()).not.toMatch(/node cannot be reached/i)
    expect(words()).toMatch(/may still/i)
  })

  it('calls a mined transaction mined when only the read after it fails', async () => {
    wallet.client.readContract.mockResolvedValueOnce(view('alice')).mockRejectedValue(new TypeError('offline'))
    wallet.plan.mockResolvedValue([{ label: 'Open long', run: async () => HASH }])
    const { result } = renderHook(() => useFlowRunner())
    await act(() => result.current.run({ kind: 'faucet', set: 0 }))
    expect(flowStore.get()?.status).toBe('done')
  })

  it("does not show one account's figures under another", async () => {
    wallet.plan.mockResolvedValue([{ label: 'Claim', run: async () => HASH }])
    const { result } = renderHook(() => useFlowRunner())
    wallet.client.readContract.mockResolvedValueOnce(view('alice')).mockImplementationOnce(async () => {
      walletStore.set((state) => ({ ...state, address: BOB, user: view('bob') }))
      return view('alice')
    })
    await act(() => result.current.run({ kind: 'faucet', set: 0 }))
    expect(walletStore.get().user).toMatchObject({ name: 'bob' })
  })

  it('waits for what comes of a request, and after a reload goes on waiting for it', async () => {
    wallet.asked.mockReturnValue({ kind: 'trade' })
    wallet.outcome.mockReturnValue(new Promise(() => undefined))
    wallet.plan.mockResolvedValue([{ label: 'Ask for the trade', run: async () => HASH, asks: true }])
    const first = renderHook(() => useFlowRunner())
    void first.result.current.run({ kind: 'faucet', set: 0 })
    await settle()
    expect(flowStore.get()?.steps).toMatchObject([{ status: 'done' }, { label: 'Execution', status: 'watching' }])
    first.unmount() // the reload
    flowStore.set(undefined)
    wallet.outcome.mockResolvedValue(undefined)
    renderHook(() => useFlowRunner())
    await settle()
    expect(wallet.asked).toHaveBeenLastCalledWith(done, ALICE)
    expect(flowStore.get()).toMatchObject({ status: 'done', steps: [{ status: 'done' }, { status: 'done' }] })
    expect(localStorage.getItem(PENDING)).toBeNull()
  })

  it('lets the user stop watching, and take what is offered', async () => {
    const take = vi.fn()
    wallet.asked.mockReturnValue({ kind: 'trade' })
    wallet.outcome.mockImplementation(({ watch }: { watch: { offer: (offer: unknown) => void } }) => {
      watch.offer({ label: 'Execute it myself', take })
      return new Promise(() => undefined)
    })
    wallet.plan.mockResolvedValue([{ label: 'Ask for the trade', run: async () => HASH, asks: true }])
    const { result } = renderHook(() => useFlowRunner())
    void result.current.run({ kind: 'faucet', set: 0 })
    await settle()
    expect(flowStore.get()?.offer).toBe('Execute it myself')
    result.current.takeOffer()
    expect(take).toHaveBeenCalledOnce()
    result.current.giveUp()
    await settle()
    expect(flowStore.get()).toMatchObject({ status: 'failed', failure: { title: 'You stopped watching.' } })
    expect(flowStore.get()?.offer).toBeUndefined()
  })
})
