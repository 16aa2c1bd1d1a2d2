import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { formatAmount } from '@/lib/core/format'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import { writeStep } from './write'

/** Takes the demo token's faucet. */
export function faucetSteps(context: FlowContext): FlowStep[] {
  return [
    writeStep(context, {
      label: `Claim ${amountOf(context, context.user.faucetAmount)}`,
      address: context.set.token,
      abi: demoStockTokenAbi,
      functionName: 'claim',
      args: [],
    }),
  ]
}

export function depositSteps(context: FlowContext, amount: bigint): FlowStep[] {
  const { set, user } = context
  return [
    ...approvalSteps(context, set.clearinghouse, user.clearinghouseAllowance, amount),
    writeStep(context, {
      label: `Deposit ${amountOf(context, amount)}`,
      address: set.clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'deposit',
      args: [user.account.account, amount],
    }),
  ]
}

export function withdrawSteps(context: FlowContext, amount: bigint): FlowStep[] {
  const { set, user, account } = context
  return [
    writeStep(context, {
      label: `Withdraw ${amountOf(context, amount)}`,
      address: set.clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'withdraw',
      args: [user.account.account, amount, account.address],
    }),
  ]
}

export function amountOf({ set }: FlowContext, amount: bigint): string {
  return `${formatAmount(amount, { decimals: set.decimals, digits: 4 })} ${set.symbol}`
}
