import type { HermesClient } from '@pythnetwork/hermes-client'
import type { PublicClient } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import type { Overview, Snapshot } from '@/lib/chain/snapshot/types'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { publicRpcUrl } from '@/lib/env/public-rpc'
import type { ServerEnv } from '@/lib/env/server'
import { createChainPoller, type ChainPoller } from './chain-poller'
import { ChainRefusal, createChainReader, createNodeClient, loadDeployment } from './chain-reader'
import { createDesk, type Desk } from './desk'
import { createHermesClient, openHermesStream } from './hermes'
import { ProblemError } from './http/problem'
import { createLivePrices, type LivePrices } from './live-prices'
import type { Logger } from './log'
import { createStreamHub, type StreamHub } from './stream-hub'

interface Sources {
  readonly env: ServerEnv
  readonly log: Logger
  readonly now: () => number
}

const pollIntervalMs = 1000
const firstAnswerMs = 3000
const priceSilenceMs = 10_000
const streamSettings = { maxClients: 1000, maxPerClient: 20, heartbeatMs: 15_000, maxBufferedBytes: 1_000_000 }
const nowhere = '0x0000000000000000000000000000000000000000'

/** Everything that the process knows of chain and prices; one per process. Follows both from `start` on. */
export class ServerData {
  readonly hub: StreamHub = createStreamHub(streamSettings)
  readonly nodeClient: PublicClient
  readonly hermes: HermesClient
  private readonly poller: ChainPoller<Overview>
  private readonly live: LivePrices
  private deployed: Deployment | undefined
  private currentDesk: Desk | undefined
  /** When the overview was read, milliseconds since the epoch. */
  private readAt = 0

  constructor(private readonly sources: Sources) {
    const { env } = sources
    this.nodeClient = createNodeClient(env.rpcUrl)
    this.hermes = createHermesClient(env.hermesUrl, env.hermesToken)
    this.live = this.createLive()
    this.poller = this.createPoller()
  }

  start(): this {
    this.poller.start()
    return this
  }

  stop(): void {
    this.poller.stop()
    this.live.stop()
    this.hub.close()
  }

  deployment(): Deployment | undefined {
    return this.deployed
  }

  /** What every visitor may know, as of now. */
  snapshot(): Snapshot {
    return describe(this.sources.env, this.deployed, this.poller.state(), this.live)
  }

  /** Waits, for a moment at most, until there is something to show. */
  async whenReady(): Promise<void> {
    if (this.poller.state().data === undefined) await Promise.race([this.poller.poll(), delay(firstAnswerMs)])
  }

  /** Chain and prices as requests compute with them. Throws the problem 503 before the node's first answer. */
  desk(): Desk {
    this.currentDesk ??= createDesk(requireOverview(this.poller.state().data), this.live.prices())
    return this.currentDesk
  }

  /** The chain's clock now, seconds since the epoch. */
  chainNow(): bigint {
    return chainNow(this.poller.state().data, this.readAt, this.sources.now())
  }

  /** Whether chain and prices are failing, apart from their age; for `/health`. */
  failures(): { readonly chain: unknown; readonly prices: unknown } {
    return { chain: this.poller.state().failure, prices: this.live.failure() }
  }

  private createLive(): LivePrices {
    return createLivePrices({
      open: (feedIds, listener) => openHermesStream(this.hermes, feedIds, listener),
      silenceMs: priceSilenceMs,
      now: this.sources.now,
      onPrices: () => {
        this.currentDesk = undefined
        const news = { prices: this.live.prices(), pricesHeardAt: this.live.heardAt() }
        this.hub.publish({ name: 'prices', id: undefined, data: encodeWire(news) })
      },
      onHealth: reportHealth(this.sources.log, 'prices'),
    })
  }

  private createPoller(): ChainPoller<Overview> {
    const { env, now, log } = this.sources
    return createChainPoller<Overview>({
      reader: createChainReader({
        client: this.nodeClient,
        chainId: env.chainId,
        loadDeployment: () => loadDeployment(env.deploymentFile),
        onDeployment: (deployment) => (this.deployed = deployment),
      }),
      intervalMs: pollIntervalMs,
      now,
      onData: (overview) => {
        this.currentDesk = undefined
        this.readAt = now()
        this.live.follow(overview.assets)
        this.hub.publish(snapshotEvent(this.snapshot()))
      },
      onHealth: (failure) => {
        reportHealth(log, 'chain')(failure)
        // Pages show the age of what they have, or why nothing may be used.
        this.hub.publish(snapshotEvent(this.snapshot()))
      },
    })
  }
}

/** Writes a snapshot as the stream sends it. */
export function snapshotEvent(snapshot: Snapshot) {
  return { name: 'snapshot', id: snapshot.overview?.blockNumber.toString(), data: encodeWire(snapshot) }
}

interface Known {
  readonly data: Overview | undefined
  readonly answeredAt: number | undefined
  readonly failure: unknown
}

function describe(
  env: ServerEnv,
  deployment: Deployment | undefined,
  { data, answeredAt, failure }: Known,
  live: LivePrices,
): Snapshot {
  return {
    chainId: env.chainId,
    demo: deployment?.demo ?? false,
    rpcUrl: publicRpcUrl(env),
    lens: deployment?.lens ?? nowhere,
    ...(data ? { overview: data } : {}),
    prices: live.prices(),
    chainHeardAt: answeredAt ?? 0,
    pricesHeardAt: live.heardAt(),
    ...(failure instanceof ChainRefusal ? { refusal: failure.message } : {}),
  }
}

function requireOverview(overview: Overview | undefined): Overview {
  if (overview) return overview
  throw new ProblemError('unavailable', 'The chain has not been read yet. Try again in a moment.', {
    headers: { 'retry-after': '2' },
  })
}

/** Chains idle and local chains may be ahead: this clock, or the newest block's time and what has passed since it was read. */
function chainNow(overview: Overview | undefined, readAt: number, now: number): bigint {
  const seconds = BigInt(Math.floor(now / 1000))
  const byBlock = (overview?.blockTime ?? 0n) + BigInt(Math.floor((now - readAt) / 1000))
  return overview && byBlock > seconds ? byBlock : seconds
}

function reportHealth(log: Logger, part: string): (failure: unknown) => void {
  return (failure) => {
    if (failure === undefined) log.info({ part }, 'reachable again')
    else log.warn({ part, err: failure }, 'out of reach; the last data is kept')
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
