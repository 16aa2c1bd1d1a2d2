import { numberToHex, type Hex, type PublicClient } from 'viem'
import { divUp } from '@/lib/core/fixed-point'
import type { Address } from '@/lib/chain/deployment'
import { brief } from '../log'
import type { Call } from './sender'

/** What a trial run has shown. */
export interface Trial {
  /** Gas to send along. */
  readonly gas: bigint
  /** Gas that it will about use. */
  readonly expected: bigint
}

interface SimulatedCall {
  readonly status: Hex
  readonly gasUsed: Hex
}

/** Runs calls on the latest state without sending them. */
export class Trials {
  /** Not every node offers it; one that does not is asked once. */
  private canSimulate = true

  constructor(
    private readonly client: PublicClient,
    private readonly from: Address,
  ) {}

  /** In words why the call would revert, if it would. A node that cannot be asked is an error. */
  async one(call: Call): Promise<Trial | string> {
    try {
      const estimate = await this.client.estimateGas({ account: this.from, ...call })
      return { gas: call.gas ?? divUp(estimate * 13n, 10n), expected: estimate }
    } catch (error) {
      // Nothing but a revert is a matter of this call; the round's caller waits and tries again.
      if (isRevert(error)) return brief(error)
      throw error
    }
  }

  /** Of several. An estimate runs a call many times over, a simulation once; but only an estimate says why a call would revert. */
  async some(calls: readonly Call[]): Promise<readonly (Trial | string)[]> {
    const simulated = await this.simulate(calls)
    return Promise.all(
      calls.map(async (call, i) => {
        const { status, gasUsed } = simulated[i] ?? {}
        if (status !== '0x1' || gasUsed === undefined) return this.one(call)
        // What is used is known only after refunds, of a fifth at most; the rest is for what others do in between.
        return { gas: call.gas ?? divUp(BigInt(gasUsed) * 17n, 10n), expected: BigInt(gasUsed) }
      }),
    )
  }

  private async simulate(calls: readonly Call[]): Promise<readonly SimulatedCall[]> {
    if (!this.canSimulate || calls.length < 2) return []
    const request = this.client.request as (call: {
      method: string
      params: readonly unknown[]
    }) => Promise<readonly { readonly calls: readonly SimulatedCall[] }[]>
    const each = calls.map(({ to, data, value, gas }) => ({
      ...{ from: this.from, to, data, value: numberToHex(value) },
      ...(gas === undefined ? {} : { gas: numberToHex(gas) }),
    }))
    try {
      const [block] = await request({
        method: 'eth_simulateV1',
        params: [{ blockStateCalls: [{ calls: each }] }, 'latest'],
      })
      return block?.calls ?? []
    } catch (error) {
      if (!isUnknownMethod(error)) return []
      this.canSimulate = false
      return []
    }
  }
}

function isRevert(error: unknown): boolean {
  return error instanceof Error && /revert/i.test(error.message)
}

/** -32601 by the JSON-RPC standard; some nodes answer in words. */
function isUnknownMethod(error: unknown): boolean {
  return error instanceof Error && /-32601|not (found|supported|exist|available|implemented)/i.test(error.message)
}
