import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { formatAmount } from '@/lib/core/format'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import type { FlowRequest } from './requests'
import { bringPrices } from './prices'
import { writeStep } from './write'

type WithdrawRequest = Extract<FlowRequest, { kind: 'withdraw' }>

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

/** With written options the contract judges the account at fresh prices, which a withdrawal cannot bring: they go first. */
export function withdrawSteps(context: FlowContext, request: WithdrawRequest): FlowStep[] {
  const { set, user, account } = context
  const { amount, assets } = request
  const written = user.account.positions.some(({ quantity }) => quantity < 0n)
  const withdraw = writeStep(context, {
    label: `Withdraw ${amountOf(context, amount)}`,
    address: set.clearinghouse,
    abi: clearinghouseAbi,
    functionName: 'withdraw',
    args: [user.account.account, amount, account.address],
  })
  if (!written) return [withdraw]
  return [{ label: 'Bring fresh prices', run: () => bringPrices(context, set.clearinghouse, assets) }, withdraw]
}

export function amountOf({ set }: Pick<FlowContext, 'set'>, amount: bigint): string {
  return `${formatAmount(amount, { decimals: set.decimals, digits: 4 })} ${set.symbol}`
}
