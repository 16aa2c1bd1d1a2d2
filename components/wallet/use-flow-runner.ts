'use client'

import { useCallback, useEffect, useRef } from 'react'
import { useConfig, usePublicClient } from 'wagmi'
import { getAccount, getWalletClient } from 'wagmi/actions'
import type { Hex, PublicClient } from 'viem'
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

/** Carries out flows, one at a time, each step visible; goes on waiting for a transaction after a reload. */
export function useFlowRunner() {
  const config = useConfig()
  const client = usePublicClient()
  const busy = useRef(false)

  useEffect(() => {
    if (client) void resume(client)
  }, [client])

  const run = useCallback(
    async (request: FlowRequest): Promise<void> => {
      if (busy.current || client === undefined) return // a double click sends once
      busy.current = true
      flowStore.set({ title: titleOf(request), steps: [], status: 'running' })
      try {
        const context = await makeContext(config, client, request)
        const steps = await planFlow(context, request)
        setFlow({ steps: steps.map(({ label }) => ({ label, status: 'waiting' as const })) })
        for (const [i, step] of steps.entries()) await runStep(config, context, step, i)
        setFlow({ status: 'done' })
      } catch (error) {
        fail(error)
      } finally {
        busy.current = false
        localStorage.removeItem(PENDING)
      }
    },
    [config, client],
  )
  return { run }
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

async function runStep(config: Config, context: FlowContext, step: FlowStep, index: number): Promise<void> {
  const { address } = getAccount(config)
  if (address !== context.account.address) {
    throw new FlowStop('The account was switched in the wallet.', 'Start again with the account that you want.')
  }
  requireNetwork(config, context.chain.id)
  setStep(index, 'signing')
  const hash = await step.run()
  if (hash !== undefined) {
    localStorage.setItem(PENDING, JSON.stringify({ hash, title: flowStore.get()?.title ?? step.label }))
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
  const receipt = await reader.waitForTransactionReceipt({ hash, pollingInterval: RECEIPT_POLL_MS })
  await refreshUser(reader)
  minedStore.set((count) => count + 1)
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
  walletStore.set((state) => ({ ...state, user }))
}

/** After a reload: shows the transaction that was on its way and waits for it. */
async function resume(reader: PublicClient): Promise<void> {
  const stored = localStorage.getItem(PENDING)
  if (stored === null) return
  const { hash, title } = JSON.parse(stored) as { readonly hash: Hex; readonly title: string }
  flowStore.set({ title, steps: [{ label: title, status: 'pending', hash }], status: 'running' })
  try {
    await waitFor(reader, hash)
    setStep(0, 'done', hash)
    setFlow({ status: 'done' })
  } catch (error) {
    fail(error)
  } finally {
    localStorage.removeItem(PENDING)
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
