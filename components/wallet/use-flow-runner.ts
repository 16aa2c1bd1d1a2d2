'use client'

import { useCallback, useEffect, useRef } from 'react'
import { useConfig, usePublicClient } from 'wagmi'
import { getAccount, getWalletClient } from 'wagmi/actions'
import type { Hex, PublicClient, ReplacementReason } from 'viem'
import { lensAbi } from '@/contracts-abi/Lens'
import { explainError } from '@/lib/chain/errors'
import { planFlow, titleOf, type FlowContext, type FlowStep } from '@/lib/flows'
import type { FlowRequest, FlowState, StepState, StepStatus } from '@/lib/flows/requests'
import { currentSnapshot } from '@/lib/query/market-data'
import { flowStore, minedStore, walletStore } from '@/lib/query/wallet'

const PENDING = 'undated.pending'
const RECEIPT_POLL_MS = 500

/** The app stops for a reason that is not an error of chain or wallet. */
class FlowStop extends Error {
  constructor(
    readonly title: string,
    readonly action: string,
  ) {
    super(title)
  }
}

/** Sent, but nobody can say whether it was or will be mined: it must neither be forgotten nor called failed. */
class Unsettled extends FlowStop {
  constructor() {
    super(
      'The chain has not confirmed this transaction yet.',
      'It may still be mined. Look in your wallet before you send it again, or reload to go on waiting.',
    )
  }
}

/** A transaction on its way, as it outlives a reload. */
interface Pending {
  readonly hash: Hex
  readonly title: string
  readonly label: string
  /** Nothing of the flow was left to be sent after it. */
  readonly last: boolean
}

/** Carries out flows, one at a time, each step visible; goes on waiting for a transaction after a reload. */
export function useFlowRunner() {
  const config = useConfig()
  const client = usePublicClient()
  const busy = useRef(false)

  useEffect(() => {
    const pending = recall()
    if (client === undefined || pending === undefined || busy.current) return
    busy.current = true
    void resume(client, pending).finally(() => (busy.current = false))
  }, [client])

  const run = useCallback(
    async (request: FlowRequest): Promise<void> => {
      if (busy.current || client === undefined) return // a double click sends once
      busy.current = true
      const title = titleOf(request)
      flowStore.set({ title, steps: [], status: 'running' })
      try {
        const context = await makeContext(config, client, request)
        const steps = await planFlow(context, request)
        setFlow({ steps: steps.map(({ label }) => ({ label, status: 'waiting' as const })) })
        for (const i of steps.keys()) await runStep(config, context, title, steps, i)
        setFlow({ status: 'done' })
        forget()
      } catch (error) {
        fail(error)
        if (!(error instanceof Unsettled)) forget()
      } finally {
        busy.current = false
      }
    },
    [config, client],
  )
  const giveUp = useCallback(() => stopWaiting?.(), [])
  return { run, giveUp }
}

type Config = ReturnType<typeof useConfig>

async function makeContext(config: Config, reader: PublicClient, request: FlowRequest): Promise<FlowContext> {
  const snapshot = currentSnapshot()
  if (snapshot?.overview === undefined) throw new FlowStop('The chain has not been read yet.', 'Wait a moment.')
  requireNetwork(config, snapshot.chainId)
  const wallet = await getWalletClient(config, { chainId: snapshot.chainId })
  // Allowances and balances as they are now, not as of the last block shown.
  const user = await reader.readContract({
    address: snapshot.lens,
    abi: lensAbi,
    functionName: 'user',
    args: [wallet.account.address, 0n],
  })
  const set = snapshot.overview.sets[request.set]
  const userSet = user.sets[request.set]
  if (set === undefined || userSet === undefined) throw new FlowStop('There is no such collateral.', 'Reload the page.')
  return { account: wallet.account, chain: wallet.chain, reader, wallet, snapshot, set, user: userSet }
}

let stopWaiting: (() => void) | undefined

/** Never settles unless the user stops waiting for the wallet. */
function untilGivenUp(): Promise<never> {
  return new Promise((_, reject) => {
    stopWaiting = () => {
      const words = 'What you still confirm there counts: reject it in the wallet, or look at your account first.'
      reject(new FlowStop('You stopped waiting for your wallet.', words))
    }
  })
}

async function runStep(
  config: Config,
  context: FlowContext,
  title: string,
  steps: readonly FlowStep[],
  index: number,
): Promise<void> {
  const step = steps[index]
  if (step === undefined) return
  const { address } = getAccount(config)
  if (address !== context.account.address) {
    throw new FlowStop('The account was switched in the wallet.', 'Start again with the account that you want.')
  }
  requireNetwork(config, context.chain.id)
  setStep(index, 'signing')
  const hash = await Promise.race([step.run(), untilGivenUp()])
  if (hash !== undefined) {
    remember({ hash, title, label: step.label, last: index === steps.length - 1 })
    setStep(index, 'pending', hash)
    await waitFor(context.reader, hash)
  }
  setStep(index, 'done', hash)
}

function requireNetwork(config: Config, chainId: number): void {
  if (getAccount(config).chainId === chainId) return
  throw new FlowStop('Your wallet is on another network.', 'Switch the network, then try again. Nothing was sent.')
}

async function waitFor(reader: PublicClient, hash: Hex): Promise<void> {
  let fate: ReplacementReason | undefined
  const receipt = await reader
    .waitForTransactionReceipt({
      hash,
      pollingInterval: RECEIPT_POLL_MS,
      // A higher fee is the same transaction; anything else under its nonce is not what was asked for.
      onReplaced: ({ reason }) => (fate = reason),
    })
    .catch(() => {
      throw new Unsettled()
    })
  await refreshUser(reader).catch(() => undefined) // mined all the same; the next block is read anyway
  minedStore.set((count) => count + 1)
  if (fate === 'cancelled' || fate === 'replaced') {
    throw new FlowStop('The transaction was cancelled or replaced in the wallet.', 'Start again if you want.')
  }
  if (receipt.status !== 'success') {
    throw new FlowStop('The transaction was mined but reverted.', 'Prices moved meanwhile; try again.')
  }
}

async function refreshUser(reader: PublicClient): Promise<void> {
  const snapshot = currentSnapshot()
  const { address } = walletStore.get()
  if (snapshot === undefined || address === undefined) return
  const user = await reader.readContract({
    address: snapshot.lens,
    abi: lensAbi,
    functionName: 'user',
    args: [address, 0n],
  })
  // The account may have been switched meanwhile.
  walletStore.set((state) => (state.address === address ? { ...state, user } : state))
}

function remember(pending: Pending): void {
  localStorage.setItem(PENDING, JSON.stringify(pending))
}

function recall(): Pending | undefined {
  const stored = localStorage.getItem(PENDING)
  return stored === null ? undefined : (JSON.parse(stored) as Pending)
}

function forget(): void {
  localStorage.removeItem(PENDING)
}

/** After a reload: shows the transaction that was on its way and waits for it. */
async function resume(reader: PublicClient, { hash, title, label, last }: Pending): Promise<void> {
  flowStore.set({ title, steps: [{ label, status: 'pending', hash }], status: 'running' })
  try {
    await waitFor(reader, hash)
    setStep(0, 'done', hash)
    if (!last) throw new FlowStop('The page was reloaded before the rest was sent.', `Start “${title}” again.`)
    setFlow({ status: 'done' })
  } catch (error) {
    fail(error)
  } finally {
    forget() // waited for twice at most: a transaction that was dropped must not come back with every visit
  }
}

function fail(error: unknown): void {
  const { title, action } = error instanceof FlowStop ? error : explainError(error)
  flowStore.set((flow) => {
    if (flow === undefined) return flow
    const steps = flow.steps.map((step) =>
      step.status === 'signing' || step.status === 'pending' ? { ...step, status: 'failed' as const } : step,
    )
    return { ...flow, steps, status: 'failed', failure: { title, action } }
  })
}

function setFlow(change: Partial<FlowState>): void {
  flowStore.set((flow) => (flow === undefined ? flow : { ...flow, ...change }))
}

function setStep(index: number, status: StepStatus, hash?: Hex): void {
  flowStore.set((flow) => {
    if (flow === undefined) return flow
    const change = (step: StepState): StepState => ({ ...step, status, ...(hash === undefined ? {} : { hash }) })
    return { ...flow, steps: flow.steps.map((step, i) => (i === index ? change(step) : step)) }
  })
}
