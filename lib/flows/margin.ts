import type { Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { formatAmount } from '@/lib/core/format'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import type { FlowRequest } from './requests'
import { fetchUpdates } from './prices'
import { write, writeStep } from './write'

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
  return [{ label: 'Bring fresh prices', run: () => bringPrices(context, assets) }, withdraw]
}

async function bringPrices(context: FlowContext, assets: readonly string[]): Promise<Hex> {
  const { reader, set } = context
  const updates = await fetchUpdates(assets)
  const address = await reader.readContract({
    address: set.clearinghouse,
    abi: clearinghouseAbi,
    functionName: 'oracle',
  })
  const oracle = { address, abi: pythOracleAbi } as const
  const value = await reader.readContract({ ...oracle, functionName: 'updateFee', args: [updates] })
  return write(context, { ...oracle, label: 'Bring fresh prices', functionName: 'update', args: [updates], value })
}

export function amountOf({ set }: FlowContext, amount: bigint): string {
  return `${formatAmount(amount, { decimals: set.decimals, digits: 4 })} ${set.symbol}`
}
