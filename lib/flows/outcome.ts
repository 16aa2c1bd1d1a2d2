import type { Hex, PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { explainError, explainRevert } from '@/lib/chain/errors'
import { executionOf } from '@/lib/chain/execution'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { comparePlaces, type Asked, type AskedLiquidity, type AskedTrade } from './asked'
import type { Sender } from './context'
import { amountOf } from './margin'
import { bringPrices, fetchUpdates, priceUpdates } from './prices'
import { FlowStop } from './stop'
import { write } from './write'

/** From a request to its end: others execute it; after a while its owner may. */

export const OUTCOME_LABEL = 'Execution at the next price'
const LAPSED = 'Nobody executed the request in time.'
const REWARD_WORDS = 'whoever executed the request got 0.10 USD'
/** Seconds after which the owner is asked whether to execute it. */
const PATIENCE = 12n
const POLL_MS = 1000

/** How the panel is told. */
export interface Watch {
  /** Says what is waited for. */
  readonly say: (words: string) => void
  /** Lets the user do it meanwhile; undefined: no longer. */
  readonly offer: (offer: Offer | undefined) => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

export interface Offer {
  readonly label: string
  readonly take: () => Promise<void>
}

export interface OutcomeContext {
  readonly reader: PublicClient
  readonly overview: Overview
  /** The wallet; needed only by somebody who executes the request. */
  readonly sender: () => Promise<Sender>
  readonly asked: Asked
  readonly watch: Watch
}

type Phase = 'young' | 'late' | 'lapsed'

/** What came of a request. */
type Outcome =
  | { readonly kind: 'executed'; readonly words: string }
  | { readonly kind: 'refused'; readonly title: string; readonly action: string }

/** Waits until the request has been executed. Throws {@link FlowStop} when it was refused or has lapsed. */
export async function awaitOutcome(context: OutcomeContext): Promise<void> {
  const { reader, asked, watch } = context
  const set = setOf(context)
  const offers = new Offers(context, set)
  let seen = -1n
  while (!watch.signal.aborted) {
    const block = await reader.getBlock().catch(() => undefined) // out of reach: asked again
    if (block !== undefined && block.number > seen) {
      const outcome = await readOutcome(reader, set, asked, block.number).catch(() => 'unknown' as const)
      if (outcome !== 'unknown') seen = block.number
      if (outcome === undefined) offers.say(phaseOf(context, set, block.timestamp))
      else if (outcome !== 'unknown') {
        conclude(outcome, watch)
        return
      }
    }
    await new Promise((next) => setTimeout(next, POLL_MS))
  }
}

function conclude(outcome: Outcome, watch: Watch): void {
  watch.offer(undefined)
  if (outcome.kind === 'refused') throw new FlowStop(outcome.title, outcome.action)
  watch.say(outcome.words)
}

function setOf({ overview, asked }: Pick<OutcomeContext, 'overview' | 'asked'>): SetView {
  const same = ({ clearinghouse, mainPool }: SetView) =>
    asked.kind === 'trade'
      ? clearinghouse.toLowerCase() === asked.clearinghouse.toLowerCase()
      : mainPool.toLowerCase() === asked.mainPool.toLowerCase()
  const set = overview.sets.find(same)
  if (set === undefined) throw new FlowStop('The request is of a set that this page does not know.', 'Reload the page.')
  return set
}

/** `now`: the newest block's time, seconds. */
function phaseOf({ overview, asked }: OutcomeContext, set: SetView, now: bigint): Phase {
  const { notBefore } = asked.request
  const { window } = executionOf(overview, overview.sets.indexOf(set))
  if (now > notBefore + window) return 'lapsed'
  return now >= notBefore + PATIENCE ? 'late' : 'young'
}

// ------------------------------------------------------------------ what came of it

/** Undefined while the request is open. `head`: the newest block. */
function readOutcome(reader: PublicClient, set: SetView, asked: Asked, head: bigint): Promise<Outcome | undefined> {
  return asked.kind === 'trade' ? tradeOutcome(reader, set, asked, head) : liquidityOutcome(reader, set, asked, head)
}

async function tradeOutcome(
  reader: PublicClient,
  set: SetView,
  asked: AskedTrade,
  head: bigint,
): Promise<Outcome | undefined> {
  const range = {
    address: asked.clearinghouse,
    fromBlock: asked.place.blockNumber,
    toBlock: head,
    strict: true,
  } as const
  const query = { abi: clearinghouseAbi, args: { account: asked.account }, ...range } as const
  const [executed, refused] = await Promise.all([
    reader.getContractEvents({ ...query, eventName: 'RequestExecuted' }),
    reader.getContractEvents({ ...query, eventName: 'RequestRefused' }),
  ])
  // Its own block may also hold the end of the request before it, and later ones that of the next.
  const [first] = [...executed, ...refused].filter((log) => comparePlaces(log, asked.place) > 0).sort(comparePlaces)
  if (first === undefined) return undefined
  if (first.eventName === 'RequestRefused') return refusal(first.args.reason)
  const { cost } = first.args
  const words = cost < 0n ? `received ${amountOf({ set }, 0n - cost)}` : `paid ${amountOf({ set }, cost)}`
  return { kind: 'executed', words: `executed, ${words}` }
}

function refusal(reason: Hex): Outcome {
  const { name, title, action } = explainRevert(reason)
  const paid = name === 'RequestLapsed' ? 'Nothing was traded or paid.' : `Nothing was traded; ${REWARD_WORDS}.`
  return { kind: 'refused', title, action: `${paid} ${action}` }
}

async function liquidityOutcome(
  reader: PublicClient,
  set: SetView,
  { mainPool, id, request, place }: AskedLiquidity,
  head: bigint,
): Promise<Outcome | undefined> {
  const [closed] = await reader.getContractEvents({
    address: mainPool,
    abi: mainPoolAbi,
    eventName: 'LiquidityRequestClosed',
    args: { id },
    fromBlock: place.blockNumber,
    toBlock: head,
    strict: true,
  })
  if (closed === undefined) return undefined
  if (closed.args.done) return { kind: 'executed', words: 'executed' }
  const { timestamp } = await reader.getBlock({ blockNumber: closed.blockNumber })
  const what = request.entering ? set.symbol : 'shares'
  const house = { address: set.clearinghouse, abi: clearinghouseAbi } as const
  const window = await reader.readContract({ ...house, functionName: 'executionWindow' })
  if (timestamp > request.notBefore + window) {
    return { kind: 'refused', title: LAPSED, action: `Nothing was paid, and you have your ${what} back. Try again.` }
  }
  return {
    kind: 'refused',
    title: 'The pool would have given less than was shown, or has no room now.',
    action: `You have your ${what} back; ${REWARD_WORDS} out of them. Look at the new figures and try again.`,
  }
}

// ------------------------------------------------------------------ what its owner may do

/** Says what is waited for, and offers what helps; not while the owner is doing it. */
class Offers {
  private phase: Phase | undefined
  private busy = false

  constructor(
    private readonly context: OutcomeContext,
    private readonly set: SetView,
  ) {}

  /** The same again says nothing anew. */
  say(phase: Phase): void {
    if (this.busy || phase === this.phase) return
    this.phase = phase
    const { watch, asked } = this.context
    watch.say(wordsOf(phase, asked))
    const label = phase === 'late' ? 'Execute it myself, at a fresh price' : 'End the request'
    watch.offer(phase === 'young' ? undefined : { label, take: () => this.take(phase) })
  }

  private async take(phase: Phase): Promise<void> {
    const { watch } = this.context
    this.busy = true
    watch.offer(undefined)
    watch.say('confirm in your wallet')
    try {
      await this.execute(phase === 'lapsed' ? [] : tickersOf(this.context.overview, this.set))
      watch.say('sent, waiting for the chain')
    } catch (error) {
      const { name, title, action } = error instanceof FlowStop ? error : explainError(error)
      // Somebody else was first: what came of it is read with the next block.
      if (name === 'RequestUnknown') return
      watch.say(`${title} ${action}`)
      const label = phase === 'late' ? 'Try again' : 'End the request'
      watch.offer({ label, take: () => this.take(phase) })
    } finally {
      this.busy = false
    }
  }

  /** Without tickers a request that has lapsed is ended, which needs no price. */
  private async execute(tickers: readonly string[]): Promise<void> {
    const { asked, reader } = this.context
    const sender = await this.context.sender()
    const hash = await (asked.kind === 'trade'
      ? executeTrade(sender, asked, tickers)
      : executeLiquidity(sender, asked, this.set, tickers))
    await reader.waitForTransactionReceipt({ hash })
  }
}

function wordsOf(phase: Phase, { kind, request }: Asked): string {
  if (phase === 'young') return `waits for the first price after ${clockOf(request.notBefore)}`
  if (phase === 'late') return 'nobody has executed it yet; others still may, and so may you'
  const freed = kind === 'trade' ? 'your margin can be withdrawn again' : 'you get back what waits in the pool'
  return `${LAPSED} Nothing has happened; end it, and ${freed}`
}

function clockOf(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toLocaleTimeString('en-GB')
}

/** Everything that a request in this set may be judged by. */
function tickersOf({ assets }: Overview, { markets, collateralAsset }: SetView): readonly string[] {
  const numbers = new Set([...markets.map(({ config }) => config.asset), Number(collateralAsset)])
  return [...numbers].flatMap((asset) => assets[asset]?.symbol ?? [])
}

async function executeTrade(sender: Sender, asked: AskedTrade, tickers: readonly string[]): Promise<Hex> {
  const { clearinghouse, account, request } = asked
  const updates = tickers.length === 0 ? [] : await fetchUpdates(tickers)
  const { fee } = await priceUpdates(sender.reader, clearinghouse, updates)
  return write(sender, {
    label: OUTCOME_LABEL,
    address: clearinghouse,
    abi: clearinghouseAbi,
    functionName: 'executeRequest',
    args: [account, request, updates, sender.account.address],
    value: fee,
  })
}

async function executeLiquidity(
  sender: Sender,
  { mainPool, id, request }: AskedLiquidity,
  { clearinghouse }: SetView,
  tickers: readonly string[],
): Promise<Hex> {
  if (tickers.length > 0) {
    const hash = await bringPrices(sender, clearinghouse, tickers)
    await sender.reader.waitForTransactionReceipt({ hash })
  }
  return write(sender, {
    label: OUTCOME_LABEL,
    address: mainPool,
    abi: mainPoolAbi,
    functionName: 'executeRequest',
    args: [id, request, sender.account.address],
  })
}
