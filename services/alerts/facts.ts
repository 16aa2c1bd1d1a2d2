import { readFile } from 'node:fs/promises'
import { parseEventLogs, type PublicClient } from 'viem'
import { z } from 'zod'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { parseDeployment, type Deployment } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import { brief, type Logger } from '../log'
import { BooksReader } from './books'
import type { Ledger } from './ledger'
import { readOpenRequests } from './requests'
import type { BadDebt, Facts } from './rules'

interface FactSources {
  readonly client: PublicClient
  readonly deploymentFile: string
  readonly chainId: number
  readonly keeperUrl: string
  /** Undefined: there is no index to hold against the chain. */
  readonly indexerUrl: string | undefined
  readonly log: Logger
}

const KEEPER_TIMEOUT_MS = 3000
const BLOCKS_PER_READ = 2000n
const READS_PER_LOOK = 20
const KEPT_SECONDS = 30 * 86_400

const keeperSchema = z.object({ blockAge: z.number().nullable() })

/** Reads what the rules judge. Whatever does not answer is left out, never guessed. */
export class FactReader {
  private readonly books: BooksReader

  constructor(private readonly sources: FactSources) {
    this.books = new BooksReader(sources.indexerUrl, sources.log)
  }

  async read(ledger: Ledger): Promise<Facts> {
    const now = Math.floor(Date.now() / 1000)
    const [overview, keeperBlockAge, requests] = await Promise.all([
      this.overview(ledger),
      this.keeperBlockAge(),
      readOpenRequests(this.sources.indexerUrl),
    ])
    return { now, overview, keeperBlockAge, badDebts: ledger.scan.badDebts, books: this.books.read(), requests }
  }

  private async overview(ledger: Ledger): Promise<Overview | undefined> {
    const { client, deploymentFile, chainId, log } = this.sources
    try {
      // Read each time: the deployment may have been replaced.
      const deployment = parseDeployment(JSON.parse(await readFile(deploymentFile, 'utf8')))
      const served = await client.getChainId()
      if (served !== chainId) throw new Error(`The node serves chain ${served}, not ${chainId}.`)
      const overview = await client.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview' })
      await this.scan(deployment, overview, ledger)
      return overview
    } catch (error) {
      log.warn({ trouble: brief(error) }, 'the chain could not be read')
      return undefined
    }
  }

  /** Bad debt recorded since the last look; at the first start, from then on. */
  private async scan({ sets }: Deployment, overview: Overview, ledger: Ledger): Promise<void> {
    const { blockNumber } = overview
    const { scannedTo, badDebts } = ledger.scan
    // A chain that is shorter is another one.
    let to = scannedTo === null || BigInt(scannedTo) > blockNumber ? blockNumber : BigInt(scannedTo)
    const found: BadDebt[] = []
    for (let read = 0; to < blockNumber && read < READS_PER_LOOK; read++) {
      const from = to + 1n
      to = from + BLOCKS_PER_READ > blockNumber ? blockNumber : from + BLOCKS_PER_READ
      found.push(...(await this.debtsBetween(sets, overview, { from, to })))
    }
    const kept = [...badDebts, ...found].filter(({ at }) => Number(overview.blockTime) - at < KEPT_SECONDS)
    ledger.setScan({ scannedTo: to.toString(), badDebts: kept })
  }

  private async debtsBetween(
    sets: Deployment['sets'],
    overview: Overview,
    { from, to }: { readonly from: bigint; readonly to: bigint },
  ): Promise<readonly BadDebt[]> {
    const address = sets.map(({ clearinghouse }) => clearinghouse)
    const logs = await this.sources.client.getLogs({ address, fromBlock: from, toBlock: to })
    return parseEventLogs({ abi: clearinghouseAbi, logs, eventName: 'BadDebt' }).map(({ args, address: house }) => {
      const set = overview.sets.find(({ clearinghouse }) => clearinghouse.toLowerCase() === house.toLowerCase())
      const unit = 10 ** (set?.decimals ?? 18)
      const amounts = { amount: Number(args.amount) / unit, covered: Number(args.covered) / unit }
      return { set: set?.symbol ?? house, at: Number(overview.blockTime), ...amounts }
    })
  }

  private async keeperBlockAge(): Promise<number | undefined> {
    try {
      const signal = AbortSignal.timeout(KEEPER_TIMEOUT_MS)
      // Also its 503 says how old its last block is.
      const response = await fetch(`${this.sources.keeperUrl}/health`, { signal })
      return keeperSchema.parse(await response.json()).blockAge ?? undefined
    } catch {
      return undefined
    }
  }
}
