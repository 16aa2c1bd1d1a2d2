import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { formatAmount } from '@/lib/core/format'
import type { FlowContext, FlowStep } from './context'
import { writeStep } from './write'

/** The approval of exactly `amount`, when less is allowed so far. */
export function approvalSteps(
  context: FlowContext,
  spender: `0x${string}`,
  allowance: bigint,
  amount: bigint,
): FlowStep[] {
  if (allowance >= amount) return []
  const { symbol, decimals, token } = context.set
  return [
    writeStep(context, {
      label: `Approve ${formatAmount(amount, { decimals, digits: 4 })} ${symbol}`,
      address: token,
      abi: demoStockTokenAbi,
      functionName: 'approve',
      args: [spender, amount],
    }),
  ]
}
