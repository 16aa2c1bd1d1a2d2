import { encodeAbiParameters, encodeFunctionData, getAbiItem, keccak256, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import type { Address } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { Job } from '../jobs'
import type { LogWatch } from '../watch'
import { isExecutable, isLapsed, publishTimes, setOf } from './decide'
import type { LiquidityRequest, OpenRequest, TradeRequest } from './book'

/** Signed prices to bring along, and wei that the vendor charges for them. */
export interface BroughtPrices {
  readonly updates: readonly Hex[]
  readonly fee: bigint
}

/** The contract wants four million at the attempt, whatever it uses; prices are brought before it. What is left comes back. */
const EXECUTION_GAS = 6_000_000n
/** After a refusal: most often another keeper has been faster, or its price is not there yet. Milliseconds. */
const REFUSED_PAUSE_MS = 1000
/** Nobody waits for the end of a lapsed request: so many are looked at in a round. */
const MOST_ENDED = 20

const [, tradeAsked] = getAbiItem({ abi: clearinghouseAbi, name: 'executeRequest' }).inputs
const [, liquidityAsked] = getAbiItem({ abi: mainPoolAbi, name: 'executeRequest' }).inputs

/** Finds the open requests that can be executed or have lapsed. All it knows it is told by the logs and the chain. */
export class RequestJobs {
  /** Fixed when a set is created; seconds. */
  private readonly windows = new Map<Address, bigint>()

  constructor(
    private readonly client: PublicClient,
    private readonly rewardTo: Address,
  ) {}

  /** Executions at the prices on chain, oldest first, then those to end whose time has passed. */
  async due(watch: LogWatch, overview: Overview): Promise<readonly Job[]> {
    const timeOf = publishTimes(overview)
    const executions: OpenRequest[] = []
    const ends: OpenRequest[] = []
    for (const request of byAge(watch.requests())) {
      const set = setOf(request, overview)
      if (set === undefined) continue
      const window = await this.windowOf(set.clearinghouse)
      if (isLapsed(request, overview.blockTime, window)) ends.push(request)
      else if (isExecutable(request, overview, timeOf)) executions.push(request)
    }
    const none = { updates: [], fee: 0n }
    const known = await this.stillOpen(watch, ends.slice(0, MOST_ENDED))
    return [
      ...executions.map((one) => this.job('request', one, none)),
      ...known.map((one) => this.job('lapse', one, none)),
    ]
  }

  /** Executions of trades that bring their prices themselves: they need not wait for the block in which prices are brought. */
  withPrices(requests: readonly OpenRequest[], prices: BroughtPrices): readonly Job[] {
    return byAge(requests)
      .filter(({ kind }) => kind === 'trade')
      .map((one) => this.job('request', one, prices))
  }

  /** A lapsed request that the contract does not know has ended in a block whose logs were missed, or was never on this branch. */
  private async stillOpen(watch: LogWatch, requests: readonly OpenRequest[]): Promise<readonly OpenRequest[]> {
    const hashes = await Promise.all(requests.map((request) => this.hashOnChain(request)))
    const isKnown = requests.map((request, i) => hashes[i] === hashOf(request))
    requests.forEach((request, i) => isKnown[i] === true || watch.dropRequest(request))
    return requests.filter((_, i) => isKnown[i])
  }

  private hashOnChain(request: OpenRequest): Promise<Hex> {
    const address = request.to
    if (request.kind === 'trade') {
      const args = [request.account] as const
      return this.client.readContract({ address, abi: clearinghouseAbi, functionName: 'requestOf', args })
    }
    return this.client.readContract({ address, abi: mainPoolAbi, functionName: 'requestOf', args: [request.id] })
  }

  private async windowOf(address: Address): Promise<bigint> {
    const known = this.windows.get(address)
    if (known !== undefined) return known
    const call = { address, abi: clearinghouseAbi, functionName: 'executionWindow' } as const
    const window = await this.client.readContract(call)
    this.windows.set(address, window)
    return window
  }

  private job(deed: 'request' | 'lapse', request: OpenRequest, prices: BroughtPrices): Job {
    const what = request.kind === 'trade' ? request.account : String(request.id)
    const call =
      request.kind === 'trade'
        ? { data: this.encodeTrade(request, prices.updates), value: prices.fee }
        : { data: this.encodeLiquidity(request), value: 0n }
    return {
      // One of its own for each request, so that a refusal does not hold up the account's next one.
      key: `${deed} ${request.to} ${what} ${request.asked.notBefore}`,
      call: { to: request.to, ...call, gas: EXECUTION_GAS },
      pauseMs: REFUSED_PAUSE_MS,
    }
  }

  private encodeTrade({ account, asked }: TradeRequest, updates: readonly Hex[]): Hex {
    const args = [account, asked, updates, this.rewardTo] as const
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'executeRequest', args })
  }

  private encodeLiquidity({ id, asked }: LiquidityRequest): Hex {
    const args = [id, asked, this.rewardTo] as const
    return encodeFunctionData({ abi: mainPoolAbi, functionName: 'executeRequest', args })
  }
}

/** As the contracts keep it. */
export function hashOf(request: OpenRequest): Hex {
  if (request.kind === 'trade') return keccak256(encodeAbiParameters([tradeAsked], [request.asked]))
  return keccak256(encodeAbiParameters([liquidityAsked], [request.asked]))
}

function byAge(requests: readonly OpenRequest[]): readonly OpenRequest[] {
  return [...requests].sort((one, other) => Number(one.asked.notBefore - other.asked.notBefore))
}
