import type { FlowContext, FlowStep } from './context'
import { followSteps } from './follow'
import { operationSteps, pauseSteps, proposeSteps } from './governance'
import { depositSteps, faucetSteps, withdrawSteps } from './margin'
import { cancelSteps, orderSteps } from './orders'
import { poolDepositSteps, poolRedeemSteps, requestUnstakeSteps, stakeSteps, unstakeSteps } from './pools'
import type { FlowRequest } from './requests'
import { settlementSteps } from './settlement'
import { supportsPermit, tradeSteps } from './trade'

export type { FlowContext, FlowStep } from './context'

/** The steps that carry out a request. */
export async function planFlow(context: FlowContext, request: FlowRequest): Promise<FlowStep[]> {
  switch (request.kind) {
    case 'open':
    case 'close':
      return tradeSteps(context, request, request.deposit > 0n && (await supportsPermit(context)))
    case 'placeOrder':
      return orderSteps(context, request)
    case 'cancelOrders':
      return cancelSteps(context, request.nonces)
    case 'cancelAllOrders':
      return cancelSteps(context, undefined)
    case 'settleAccount':
    case 'finishSettlement':
    case 'claim':
      return settlementSteps(context, request.kind)
    case 'pauseOpenings':
      return pauseSteps(context)
    case 'propose':
      return proposeSteps(context, request)
    case 'executeOperation':
    case 'cancelOperation':
      return operationSteps(context, request)
    case 'followRequest':
      return followSteps(context)
    case 'faucet':
      return faucetSteps(context)
    case 'deposit':
      return depositSteps(context, request.amount)
    case 'withdraw':
      return withdrawSteps(context, request)
    case 'poolDeposit':
      return poolDepositSteps(context, request)
    case 'poolRedeem':
      return poolRedeemSteps(context, request)
    case 'stake':
      return stakeSteps(context, request)
    case 'requestUnstake':
      return requestUnstakeSteps(context, request.shares)
    case 'unstake':
      return unstakeSteps(context, request)
  }
}

export function titleOf(request: FlowRequest): string {
  return 'title' in request ? request.title : TITLES[request.kind]
}

const TITLES = {
  cancelOrders: 'Cancel the order',
  cancelAllOrders: 'Cancel all orders',
  settleAccount: 'Settle my account',
  finishSettlement: 'Finish the settlement',
  claim: 'Take my claim',
  pauseOpenings: 'Pause openings',
  followRequest: 'The trade asked for',
  faucet: 'Get test tokens',
  deposit: 'Deposit margin',
  withdraw: 'Withdraw margin',
  poolDeposit: 'Deposit into the main pool',
  poolRedeem: 'Withdraw from the main pool',
  stake: 'Stake in the insurance pool',
  requestUnstake: 'Request a withdrawal',
  unstake: 'Withdraw from the insurance pool',
} as const
