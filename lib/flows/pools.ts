import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import { amountOf } from './margin'
import { writeStep } from './write'

export function poolDepositSteps(context: FlowContext, amount: bigint): FlowStep[] {
  const { set, user, account } = context
  return [
    ...approvalSteps(context, set.mainPool, user.mainPoolAllowance, amount),
    writeStep(context, {
      label: `Deposit ${amountOf(context, amount)} into the main pool`,
      address: set.mainPool,
      abi: mainPoolAbi,
      functionName: 'deposit',
      args: [amount, account.address],
    }),
  ]
}

export function poolRedeemSteps(context: FlowContext, shares: bigint): FlowStep[] {
  const { set, account } = context
  return [
    writeStep(context, {
      label: 'Withdraw from the main pool',
      address: set.mainPool,
      abi: mainPoolAbi,
      functionName: 'redeem',
      args: [shares, account.address, account.address],
    }),
  ]
}

export function stakeSteps(context: FlowContext, amount: bigint): FlowStep[] {
  const { set, user, account } = context
  return [
    ...approvalSteps(context, set.insurancePool, user.insurancePoolAllowance, amount),
    writeStep(context, {
      label: `Stake ${amountOf(context, amount)} in the insurance pool`,
      address: set.insurancePool,
      abi: insurancePoolAbi,
      functionName: 'deposit',
      args: [amount, account.address],
    }),
  ]
}

export function requestUnstakeSteps(context: FlowContext, shares: bigint): FlowStep[] {
  return [
    writeStep(context, {
      label: shares === 0n ? 'Cancel the request' : 'Request the withdrawal',
      address: context.set.insurancePool,
      abi: insurancePoolAbi,
      functionName: 'requestWithdrawal',
      args: [shares],
    }),
  ]
}

export function unstakeSteps(context: FlowContext, shares: bigint): FlowStep[] {
  const { set, account } = context
  return [
    writeStep(context, {
      label: 'Withdraw from the insurance pool',
      address: set.insurancePool,
      abi: insurancePoolAbi,
      functionName: 'redeem',
      args: [shares, account.address, account.address],
    }),
  ]
}
