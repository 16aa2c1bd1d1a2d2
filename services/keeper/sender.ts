import { keccak256, numberToHex, type Hex, type LocalAccount, type PublicClient } from 'viem'
import type { Address } from '@/lib/chain/deployment'
import { divTrunc, divUp } from '@/lib/core/fixed-point'
import { brief, type Logger } from '../log'
import { Trials } from './trial'

/** A transaction to make. Every one can be repeated without harm: the contract refuses what is no longer due. */
export interface Call {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  /** Gas to send along, when not as much as a trial run suggests. */
  readonly gas?: bigint
}

/** `spent`: wei paid for gas. `refused`: a trial run reverted; `reverted`: included without effect, e.g. since somebody else was faster. */
export type Outcome =
  | { readonly status: 'done'; readonly hash: Hex; readonly gasUsed: bigint; readonly spent: bigint }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'reverted'; readonly hash: Hex }

export interface SenderSettings {
  readonly client: PublicClient
  readonly account: LocalAccount
  readonly chainId: number
  readonly inclusionMs: number
  readonly log: Logger
}

interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

interface Signed {
  readonly nonce: number
  readonly gas: bigint
  readonly call: Call
  readonly fees: Fees
}

const POLL_MS = 250
/** What is not included after this time is handed to the node again as it is. */
const REPEAT_MS = 2000
const MOST_REMEMBERED = 500
const MAX_ATTEMPTS = 6
const PLAIN_GAS = 21_000n
/** Percent of a block's gas that may be under way at once; a fuller block may leave some of it out. */
const BLOCK_PARTS = 70n
/** Tried out together and sent before the next are tried. Some nodes grant all calls of one simulation no more gas than this allows. */
const CALLS_AT_ONCE = 4

/** Broadcast and not yet known to be included. */
interface Waiting {
  readonly place: number
  readonly signed: Signed
  readonly expected: bigint
  readonly hash: Hex | undefined
}

class NonceTaken extends Error {}

/** Sends one transaction at a time: tries it out, signs it, waits for it, and replaces it at a higher fee when it is stuck. */
export class Sender {
  private readonly trials: Trials
  /** Signed transactions by hash, latest last. */
  private readonly signed = new Map<Hex, Hex>()

  constructor(private readonly settings: SenderSettings) {
    this.trials = new Trials(settings.client, settings.account.address)
  }

  async send(call: Call): Promise<Outcome> {
    const trial = await this.trials.one(call)
    if (typeof trial === 'string') return { status: 'refused', reason: trial }
    const nonce = await this.freeNonce()
    return this.include({ nonce, gas: trial.gas, call, fees: await this.currentFees() })
  }

  /**
   * Sends many without waiting for one before the next, as many at a time as fit into most of a block: they must not depend on
   * each other. Begins no more after `deadline` (milliseconds since the epoch); answers for the first of them, at least one.
   */
  async sendMany(calls: readonly Call[], deadline: number): Promise<readonly Outcome[]> {
    const [most, first, fees] = await Promise.all([this.gasAtOnce(), this.freeNonce(), this.currentFees()])
    const outcomes: Outcome[] = []
    const waiting: Waiting[] = []
    let nonce = first
    for (let i = 0; i < calls.length && (i === 0 || Date.now() < deadline); i += CALLS_AT_ONCE) {
      const some = calls.slice(i, i + CALLS_AT_ONCE)
      const trials = await this.trials.some(some)
      for (const [j, call] of some.entries()) {
        const trial = trials[j] ?? 'not tried'
        outcomes[i + j] = { status: 'refused', reason: typeof trial === 'string' ? trial : 'not sent' }
        if (typeof trial === 'string') continue
        while (waiting.length > 0 && gasOf(waiting) + trial.expected > most) await this.settleOldest(waiting, outcomes)
        const signed = { nonce: nonce++, gas: trial.gas, call, fees }
        waiting.push({ place: i + j, signed, expected: trial.expected, hash: await this.broadcast(signed, false) })
      }
    }
    while (waiting.length > 0) await this.settleOldest(waiting, outcomes)
    return outcomes
  }

  private async settleOldest(waiting: Waiting[], outcomes: Outcome[]): Promise<void> {
    const oldest = waiting[0]
    if (oldest !== undefined) outcomes[oldest.place] = await this.include(oldest.signed, oldest.hash)
    waiting.shift()
  }

  private async gasAtOnce(): Promise<bigint> {
    const block = await this.settings.client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] })
    return divTrunc(BigInt(block?.gasLimit ?? 0) * BLOCK_PARTS, 100n)
  }

  /** The next nonce. Transactions of an earlier life are waited for, then replaced by nothing. */
  private async freeNonce(): Promise<number> {
    const { latest, pending } = await this.nonces()
    if (pending <= latest) return latest
    this.settings.log.info({ latest, pending }, 'waiting for transactions sent earlier')
    const deadline = Date.now() + this.settings.inclusionMs
    while (Date.now() < deadline) {
      await sleep(POLL_MS)
      const now = await this.nonces()
      if (now.latest >= now.pending) return now.latest
    }
    return this.cancelPending()
  }

  private async cancelPending(): Promise<number> {
    const { account } = this.settings
    const call = { to: account.address, data: '0x', value: 0n } as const
    for (;;) {
      const { latest, pending } = await this.nonces()
      if (latest >= pending) return latest
      this.settings.log.warn({ nonce: latest }, 'replacing a stuck transaction')
      const replacement = { nonce: latest, gas: PLAIN_GAS, call, fees: raised(await this.currentFees()) }
      await this.include(replacement).catch(unlessTaken)
    }
  }

  private async nonces(): Promise<{ latest: number; pending: number }> {
    const { client, account } = this.settings
    const count = (blockTag: 'latest' | 'pending') => client.getTransactionCount({ address: account.address, blockTag })
    const [latest, pending] = await Promise.all([count('latest'), count('pending')])
    return { latest, pending }
  }

  /** Broadcasts until one version is included; throws when none was. */
  private async include(first: Signed, broadcast?: Hex): Promise<Outcome> {
    const hashes: Hex[] = []
    let signed = first
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const hash = (attempt === 0 ? broadcast : undefined) ?? (await this.broadcast(signed, hashes.length > 0))
      if (hash !== undefined) hashes.push(hash)
      const outcome = await this.awaitReceipt(hashes)
      if (outcome !== undefined) return outcome
      const { latest } = await this.nonces()
      if (latest > signed.nonce) return this.afterwards(hashes)
      if (latest < signed.nonce) throw new Error('The chain no longer knows the transactions before this one.')
      signed = { ...signed, fees: raised(signed.fees) }
      this.settings.log.warn({ nonce: signed.nonce, attempt }, 'transaction not included, raising its fee')
    }
    throw new Error('A transaction was not included in time.')
  }

  /** The nonce is used up: by a version that was included a moment ago, or by somebody with the same key. */
  private async afterwards(hashes: readonly Hex[]): Promise<Outcome> {
    const outcome = await this.awaitReceipt(hashes)
    if (outcome === undefined) throw new NonceTaken('Another transaction took this nonce.')
    return outcome
  }

  /** Undefined when the pool keeps an earlier version, or has just included one. */
  private async broadcast({ nonce, gas, call, fees }: Signed, isReplacement: boolean): Promise<Hex | undefined> {
    const { client, account, chainId } = this.settings
    const signed = await account.signTransaction({ type: 'eip1559', chainId, nonce, ...call, gas, ...fees })
    try {
      await client.request({ method: 'eth_sendRawTransaction', params: [signed] })
    } catch (error) {
      const words = brief(error).toLowerCase()
      if (/already (known|imported)/.test(words)) return this.remember(signed)
      if (/underpriced|replacement/.test(words)) return undefined
      if (isReplacement && words.includes('nonce')) return undefined
      throw error
    }
    return this.remember(signed)
  }

  private remember(signed: Hex): Hex {
    const hash = keccak256(signed)
    this.signed.set(hash, signed)
    if (this.signed.size > MOST_REMEMBERED) this.signed.delete([...this.signed.keys()][0] ?? hash)
    return hash
  }

  private async awaitReceipt(hashes: readonly Hex[]): Promise<Outcome | undefined> {
    if (hashes.length === 0) return undefined
    const deadline = Date.now() + this.settings.inclusionMs
    let repeatAt = Date.now() + REPEAT_MS
    while (Date.now() < deadline) {
      for (const hash of hashes) {
        const params = [hash] as [Hex]
        const receipt = await this.settings.client.request({ method: 'eth_getTransactionReceipt', params })
        if (receipt?.status === '0x1') {
          const gasUsed = BigInt(receipt.gasUsed)
          return { status: 'done', hash, gasUsed, spent: gasUsed * BigInt(receipt.effectiveGasPrice) }
        }
        if (receipt !== null) return { status: 'reverted', hash }
      }
      if (Date.now() >= repeatAt) {
        await this.repeat(hashes.at(-1))
        repeatAt = Date.now() + REPEAT_MS
      }
      await sleep(POLL_MS)
    }
    return undefined
  }

  /** A node may have let go of what it had taken in, as Anvil does when a block is made meanwhile; one that has it says so. */
  private async repeat(hash: Hex | undefined): Promise<void> {
    const signed = hash === undefined ? undefined : this.signed.get(hash)
    if (signed === undefined) return
    await this.settings.client.request({ method: 'eth_sendRawTransaction', params: [signed] }).catch(() => undefined)
  }

  private async currentFees(): Promise<Fees> {
    const { client } = this.settings
    const [block, tip] = await Promise.all([
      client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
      client.request({ method: 'eth_maxPriorityFeePerGas' }).catch(() => numberToHex(1_000_000_000n)),
    ])
    const base = BigInt(block?.baseFeePerGas ?? 0)
    return { maxFeePerGas: 2n * base + BigInt(tip), maxPriorityFeePerGas: BigInt(tip) }
  }
}

function gasOf(waiting: readonly Waiting[]): bigint {
  return waiting.reduce((sum, { expected }) => sum + expected, 0n)
}

/** A quarter more and a little, above what every node asks of a replacement. */
function raised({ maxFeePerGas, maxPriorityFeePerGas }: Fees): Fees {
  const raise = (fee: bigint) => divUp(fee * 5n, 4n) + 1n
  return { maxFeePerGas: raise(maxFeePerGas), maxPriorityFeePerGas: raise(maxPriorityFeePerGas) }
}

function unlessTaken(error: unknown): void {
  if (!(error instanceof NonceTaken)) throw error
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
