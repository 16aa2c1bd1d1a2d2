import type { Abi, Address, Hex } from 'viem'
import type { FlowContext, FlowStep } from './context'

export interface Write {
  readonly label: string
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
  readonly value?: bigint
}

/** Simulates, then has the wallet send the very same call. Throws what the contract would answer. */
export async function write({ account, chain, reader, wallet }: FlowContext, call: Write): Promise<Hex> {
  const { address, abi, functionName, args, value } = call
  const { request } = await reader.simulateContract({
    account,
    chain,
    address,
    abi,
    functionName,
    args: [...args],
    ...(value === undefined ? {} : { value }),
  })
  return wallet.writeContract(request)
}

export function writeStep(context: FlowContext, call: Write): FlowStep {
  return { label: call.label, run: () => write(context, call) }
}
