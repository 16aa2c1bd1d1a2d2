import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import { amountOf } from './margin'
import { write, writeStep, type Write } from './write'

/** The pool would give less than the page promised: nothing is sent. */
export class PoolPriceMoved extends Error {
  override readonly name = 'PoolPriceMoved'
}

/** What goes in, and the least that must come out: shares for a deposit, tokens for a withdrawal. */
export interface Exchange {
  readonly amount: bigint
  readonly least: bigint
}

export function poolDepositSteps(context: FlowContext, exchange: Exchange): FlowStep[] {
  const { set, user } = context
  const label = `Deposit ${amountOf(context, exchange.amount)} into the main pool`
  return [
    ...approvalSteps(context, set.mainPool, user.mainPoolAllowance, exchange.amount),
    context.poolByRequest
      ? askStep(context, { label: 'Ask to deposit', functionName: 'requestDeposit', ask: 'previewDeposit' }, exchange)
      : depositStep(context, { label, address: set.mainPool }, exchange),
  ]
}

export function poolRedeemSteps(context: FlowContext, exchange: Exchange): FlowStep[] {
  return [
    context.poolByRequest
      ? askStep(context, { label: 'Ask to withdraw', functionName: 'requestRedeem', ask: 'previewRedeem' }, exchange)
      : redeemStep(context, { label: 'Withdraw from the main pool', address: context.set.mainPool }, exchange),
  ]
}

export function stakeSteps(context: FlowContext, exchange: Exchange): FlowStep[] {
  const { set, user } = context
  const label = `Stake ${amountOf(context, exchange.amount)} in the insurance pool`
  return [
    ...approvalSteps(context, set.insurancePool, user.insurancePoolAllowance, exchange.amount),
    depositStep(context, { label, address: set.insurancePool }, exchange),
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

export function unstakeSteps(context: FlowContext, exchange: Exchange): FlowStep[] {
  const { insurancePool } = context.set
  return [redeemStep(context, { label: 'Withdraw from the insurance pool', address: insurancePool }, exchange)]
}

type Pool = Pick<Write, 'label' | 'address'>

function depositStep(context: FlowContext, pool: Pool, { amount, least }: Exchange): FlowStep {
  const call = { ...pool, abi: mainPoolAbi, functionName: 'deposit', args: [amount, context.account.address] }
  return guarded(context, call, () => preview(context, pool, 'previewDeposit', amount), least)
}

function redeemStep(context: FlowContext, pool: Pool, { amount: shares, least }: Exchange): FlowStep {
  const { address } = context.account
  const call = { ...pool, abi: mainPoolAbi, functionName: 'redeem', args: [shares, address, address] }
  return guarded(context, call, () => preview(context, pool, 'previewRedeem', shares), least)
}

interface Question {
  readonly label: string
  readonly functionName: 'requestDeposit' | 'requestRedeem'
  readonly ask: 'previewDeposit' | 'previewRedeem'
}

/** The limit goes along, but a request that is refused costs its reward: so the pool is asked first here too. */
function askStep(context: FlowContext, { label, functionName, ask }: Question, { amount, least }: Exchange): FlowStep {
  const pool = { label, address: context.set.mainPool }
  const call = { ...pool, abi: mainPoolAbi, functionName, args: [amount, least] }
  return { ...guarded(context, call, () => preview(context, pool, ask, amount), least), asks: true }
}

/** ERC-4626 takes no limit along, so the pool is asked again right before the wallet is. */
function guarded(context: FlowContext, call: Write, ask: () => Promise<bigint>, least: bigint): FlowStep {
  return {
    label: call.label,
    run: async () => {
      if ((await ask()) < least) throw new PoolPriceMoved()
      return write(context, call)
    },
  }
}

function preview(
  { reader }: FlowContext,
  { address }: Pool,
  functionName: 'previewDeposit' | 'previewRedeem',
  amount: bigint,
): Promise<bigint> {
  return reader.readContract({ address, abi: mainPoolAbi, functionName, args: [amount] })
}
