import { readFile } from 'node:fs/promises'
import type { Hex, PublicClient } from 'viem'
import { lensAbi } from '@/contracts-abi/Lens'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { parseDeployment, type Address, type Deployment } from '@/lib/chain/deployment'
import type { Overview } from '@/lib/chain/snapshot/types'

const ACCOUNTS_PER_CALL = 100

/** One deployment as the keeper reads it. */
export class System {
  private constructor(
    private readonly client: PublicClient,
    readonly deployment: Deployment,
  ) {}

  /** Finds the contracts of the deployment file; throws when the node serves another chain or has no such contracts. */
  static async open(client: PublicClient, file: string, chainId: number): Promise<System> {
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
    return new System(client, deployment)
  }

  overview(): Promise<Overview> {
    return this.client.readContract({ address: this.deployment.lens, abi: lensAbi, functionName: 'overview' })
  }

  /** Wei that the vendor charges for these updates. */
  updateFee(updates: readonly Hex[]): Promise<bigint> {
    const { oracle } = this.deployment
    return this.client.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'updateFee', args: [updates] })
  }

  /** Those of the accounts that can be closed now. */
  async exhausted(clearinghouse: Address, accounts: readonly Hex[]): Promise<readonly Hex[]> {
    const { lens } = this.deployment
    const found: Hex[] = []
    for (let i = 0; i < accounts.length; i += ACCOUNTS_PER_CALL) {
      const some = accounts.slice(i, i + ACCOUNTS_PER_CALL)
      const args = [clearinghouse, some] as const
      const answer = await this.client.readContract({ address: lens, abi: lensAbi, functionName: 'exhausted', args })
      found.push(...some.filter((_, j) => answer[j] === true))
    }
    return found
  }
}
