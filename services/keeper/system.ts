import { readFile } from 'node:fs/promises'
import type { Hex, PublicClient } from 'viem'
import { lensAbi } from '@/contracts-abi/Lens'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { parseDeployment, type Address, type Deployment } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'
import { LogWatch } from './watch'

const ACCOUNTS_PER_CALL = 100

/** One deployment as the keeper reads it. */
export class System {
  readonly watch: LogWatch

  private constructor(
    private readonly client: PublicClient,
    readonly deployment: Deployment,
    logRange: bigint,
  ) {
    this.watch = new LogWatch(client, deployment, logRange)
  }

  /** Finds the contracts of the deployment file; throws when the node serves another chain or has no such contracts. */
  static async open(client: PublicClient, file: string, chainId: number, logRange: bigint): Promise<System> {
    const deployment = parseDeployment(JSON.parse(await readFile(file, 'utf8')))
    const served = await client.getChainId()
    if (served !== chainId || deployment.chainId !== chainId) {
      throw new Error(
        `Expected chain ${chainId}; the node serves ${served}, the addresses are of ${deployment.chainId}.`,
      )
    }
    for (const address of [deployment.lens, deployment.oracle, ...deployment.sets.map((set) => set.clearinghouse)]) {
      if ((await client.getCode({ address })) === undefined) throw new Error(`There is no contract at ${address}.`)
    }
    return new System(client, deployment, logRange)
  }

  overview(): Promise<Overview> {
    return this.client.readContract({ address: this.deployment.lens, abi: lensAbi, functionName: 'overview' })
  }

  /** Wei that the vendor charges for these updates. */
  updateFee(updates: readonly Hex[]): Promise<bigint> {
    const { oracle } = this.deployment
    return this.client.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'updateFee', args: [updates] })
  }

  /** The accounts of a clearinghouse that can be closed now, among those that have ever traded. */
  async exhausted(clearinghouse: Address): Promise<readonly Hex[]> {
    const accounts = this.watch.accounts(clearinghouse)
    const found: Hex[] = []
    for (let i = 0; i < accounts.length; i += ACCOUNTS_PER_CALL) {
      const some = accounts.slice(i, i + ACCOUNTS_PER_CALL)
      const args = [clearinghouse, some] as const
      const { lens } = this.deployment
      const answer = await this.client.readContract({ address: lens, abi: lensAbi, functionName: 'exhausted', args })
      found.push(...some.filter((_, j) => answer[j] === true))
    }
    return found
  }
}
