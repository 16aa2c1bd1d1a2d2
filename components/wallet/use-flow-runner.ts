'use client'

import { useCallback, useEffect, useRef } from 'react'
import { useConfig, usePublicClient } from 'wagmi'
import { getAccount, getWalletClient } from 'wagmi/actions'
import type { Hex, PublicClient, ReplacementReason, TransactionReceipt } from 'viem'
import { executionOf, isPoolByRequest } from '@/lib/chain/execution'
import { readUserView } from '@/lib/chain/user-view'
import { planFlow, titleOf, type FlowContext, type FlowStep } from '@/lib/flows'
import { askedIn } from '@/lib/flows/asked'
import type { Sender } from '@/lib/flows/context'
import { awaitOutcome, OUTCOME_LABEL } from '@/lib/flows/outcome'
import type { FlowRequest, StepState } from '@/lib/flows/requests'
import { FlowStop } from '@/lib/flows/stop'
import { currentSnapshot } from '@/lib/query/market-data'
import { flowStore, minedStore, walletStore } from '@/lib/query/wallet'
import { failFlow, giveUp, setFlow, setOffer, setStep, takeOffer, untilGivenUp } from './flow-state'

const PENDING = 'undated.pending'
const RECEIPT_POLL_MS = 500

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
  /** It only asks for something, for this owner: what comes of that is waited for too. */
  readonly owner?: Hex
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
    void resume(config, client, pending).finally(() => (busy.current = false))
  }, [config, client])

  const run = useCallback(
    async (request: FlowRequest): Promise<void> => {
      if (busy.current || client === undefined) return // a double click sends once
      busy.current = true
      const title = titleOf(request)
      flowStore.set({ title, steps: [], status: 'running' })
      try {
        const context = await makeContext(config, client, request)
        const steps = await planFlow(context, request)
        setFlow({ steps: statesOf(steps) })
        let receipt: TransactionReceipt | undefined
        for (const i of steps.keys()) receipt = await runStep(config, context, title, steps, i)
        if (steps.at(-1)?.asks === true && receipt !== undefined) {
          await followRequest({ config, reader: client, receipt, owner: context.account.address, index: steps.length })
        }
        setFlow({ status: 'done' })
        forget()
      } catch (error) {
        failFlow(error)
        if (!(error instanceof Unsettled)) forget()
      } finally {
        busy.current = false
      }
    },
    [config, client],
  )
  return { run, giveUp, takeOffer }
}

/** What is to be shown of the steps; behind one that only asks, what others do then. */
function statesOf(steps: readonly Pick<FlowStep, 'label' | 'asks'>[]): StepState[] {
  const labels = steps.map(({ label }) => label)
  if (steps.at(-1)?.asks === true) labels.push(OUTCOME_LABEL)
  return labels.map((label) => ({ label, status: 'waiting' }))
}

type Config = ReturnType<typeof useConfig>

async function makeContext(config: Config, reader: PublicClient, request: FlowRequest): Promise<FlowContext> {
  const snapshot = currentSnapshot()
  if (snapshot?.overview === undefined) throw new FlowStop('The chain has not been read yet.', 'Wait a moment.')
  requireNetwork(config, snapshot.chainId)
  const wallet = await getWalletClient(config, { chainId: snapshot.chainId })
  // Allowances and balances as they are now, not as of the last block shown.
  const user = await readUserView(reader, snapshot, wallet.account.address)
  const set = snapshot.overview.sets[request.set]
  const userSet = user.sets[request.set]
  if (set === undefined || userSet === undefined) throw new FlowStop('There is no such collateral.', 'Reload the page.')
  const execution = executionOf(snapshot.overview, request.set)
  const poolByRequest = isPoolByRequest(snapshot.overview, request.set)
  const { account, chain } = wallet
  return { account, chain, reader, wallet, snapshot, set, execution, poolByRequest, user: userSet }
}

async function runStep(
  config: Config,
  context: FlowContext,
  title: string,
  steps: readonly FlowStep[],
  index: number,
): Promise<TransactionReceipt | undefined> {
  const step = steps[index]
  if (step === undefined) return undefined
  const { address } = getAccount(config)
  if (address !== context.account.address) {
    throw new FlowStop('The account was switched in the wallet.', 'Start again with the account that you want.')
  }
  requireNetwork(config, context.chain.id)
  setStep(index, { status: 'signing' })
  const hash = await Promise.race([
    step.run(),
    untilGivenUp(
      'You stopped waiting for your wallet.',
      'What you still confirm there counts: reject it in the wallet, or look at your account first.',
    ),
  ])
  if (hash === undefined) {
    setStep(index, { status: 'done' })
    return undefined
  }
  const owner = step.asks === true ? { owner: context.account.address } : {}
  remember({ hash, title, label: step.label, last: index === steps.length - 1, ...owner })
  setStep(index, { status: 'pending', hash })
  const receipt = await waitFor(context.reader, hash)
  setStep(index, { status: 'done' })
  return receipt
}

interface Follow {
  readonly config: Config
  readonly reader: PublicClient
  /** Of the transaction that asked. */
  readonly receipt: TransactionReceipt
  readonly owner: Hex
  /** Place of the step that shows what comes of it. */
  readonly index: number
}

/** Waits until somebody has executed what was asked for. */
async function followRequest({ config, reader, receipt, owner, index }: Follow): Promise<void> {
  const snapshot = currentSnapshot()
  const asked = askedIn(receipt, owner)
  if (snapshot?.overview === undefined || asked === undefined) throw new Unsettled()
  const { chainId, overview } = snapshot
  const sender = async (): Promise<Sender> => {
    requireNetwork(config, chainId)
    const wallet = await getWalletClient(config, { chainId })
    return { account: wallet.account, chain: wallet.chain, reader, wallet }
  }
  const watching = new AbortController()
  setStep(index, { status: 'watching' })
  const watch = { say: (note: string) => setStep(index, { note }), offer: setOffer, signal: watching.signal }
  const stopped = untilGivenUp(
    'You stopped watching.',
    'The request stays: others execute it, or it lapses. Your account shows what came of it.',
  )
  try {
    await Promise.race([awaitOutcome({ reader, overview, sender, asked, watch }), stopped])
    setStep(index, { status: 'done' })
  } finally {
    watching.abort()
    setOffer(undefined)
    await announceMined(reader)
  }
}

function requireNetwork(config: Config, chainId: number): void {
  if (getAccount(config).chainId === chainId) return
  throw new FlowStop('Your wallet is on another network.', 'Switch the network, then try again. Nothing was sent.')
}

async function waitFor(reader: PublicClient, hash: Hex): Promise<TransactionReceipt> {
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
  await announceMined(reader)
  if (fate === 'cancelled' || fate === 'replaced') {
    throw new FlowStop('The transaction was cancelled or replaced in the wallet.', 'Start again if you want.')
  }
  if (receipt.status !== 'success') {
    throw new FlowStop('The transaction was mined but reverted.', 'Prices moved meanwhile; try again.')
  }
  return receipt
}

/** Lets the page read anew what has changed. */
async function announceMined(reader: PublicClient): Promise<void> {
  await refreshUser(reader).catch(() => undefined) // mined all the same; the next block is read anyway
  minedStore.set((count) => count + 1)
}

async function refreshUser(reader: PublicClient): Promise<void> {
  const snapshot = currentSnapshot()
  const { address } = walletStore.get()
  if (snapshot === undefined || address === undefined) return
  const user = await readUserView(reader, snapshot, address)
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

/** After a reload: shows the transaction that was on its way and waits for it, and for what comes of it. */
async function resume(
  config: Config,
  reader: PublicClient,
  { hash, title, label, last, owner }: Pending,
): Promise<void> {
  flowStore.set({ title, steps: statesOf([{ label, asks: owner !== undefined }]), status: 'running' })
  setStep(0, { status: 'pending', hash })
  try {
    const receipt = await waitFor(reader, hash)
    setStep(0, { status: 'done' })
    if (owner !== undefined) await followRequest({ config, reader, receipt, owner, index: 1 })
    if (!last) throw new FlowStop('The page was reloaded before the rest was sent.', `Start “${title}” again.`)
    setFlow({ status: 'done' })
  } catch (error) {
    failFlow(error)
  } finally {
    forget() // waited for twice at most: a transaction that was dropped must not come back with every visit
  }
}
