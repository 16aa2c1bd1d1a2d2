import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { FlowContext, FlowStep } from './context'
import { writeStep } from './write'

const LABELS = {
  settleAccount: 'Turn my positions into a claim',
  finishSettlement: 'Set aside what is there for the claims',
  claim: 'Credit my claim to my margin',
} as const

/** What is left to do in a set that is being wound up. */
export function settlementSteps(context: FlowContext, kind: keyof typeof LABELS): FlowStep[] {
  const { set, user } = context
  return [
    writeStep(context, {
      label: LABELS[kind],
      address: set.clearinghouse,
      abi: clearinghouseAbi,
      functionName: kind,
      args: kind === 'finishSettlement' ? [] : [user.account.account],
    }),
  ]
}
