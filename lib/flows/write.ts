import type { Abi, Address, Hex } from 'viem'
import { mulDiv } from '@/lib/core/fixed-point'
import type { FlowStep, Sender } from './context'

export interface Write {
  readonly label: string
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
  readonly value?: bigint
}

/** A keeper's transaction in between changes what a trade has to store, so it may need more gas than it was estimated at. */
const GAS_HEADROOM = { numerator: 3n, denominator: 2n }

/** Simulates, then has the wallet send the very same call. Throws what the contract would answer. */
export async function write({ account, chain, reader, wallet }: Sender, call: Write): Promise<Hex> {
  const { address, abi, functionName, args, value } = call
  const same = { account, address, abi, functionName, args: [...args], ...(value === undefined ? {} : { value }) }
  const [{ request }, gas] = await Promise.all([
    reader.simulateContract({ ...same, chain }),
    reader.estimateContractGas(same),
  ])
  return wallet.writeContract({ ...request, gas: mulDiv(gas, GAS_HEADROOM.numerator, GAS_HEADROOM.denominator) })
}

export function writeStep(sender: Sender, call: Write): FlowStep {
  return { label: call.label, run: () => write(sender, call) }
}
