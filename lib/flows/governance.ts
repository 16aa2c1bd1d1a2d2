import { isAddressEqual } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import {
  encodeBoundsCheck,
  encodeCall,
  GOVERNOR_ROLE,
  type EncodedCall,
  type GovernedContracts,
} from '@/lib/chain/governance/calls'
import type { GovernedCall } from '@/lib/core/governance'
import type { FlowContext, FlowStep } from './context'
import type { FlowRequest } from './requests'
import { write, writeStep } from './write'

/** Decisions of people with a role. Which contracts they act on is read from the chain, not taken from the page. */

type ProposeRequest = Extract<FlowRequest, { kind: 'propose' }>
type OperationRequest = Extract<FlowRequest, { kind: 'executeOperation' | 'cancelOperation' }>

/** Stops openings at once, as a guardian may. */
export function pauseSteps(context: FlowContext): FlowStep[] {
  return [
    writeStep(context, {
      label: `Pause openings in ${context.set.symbol}`,
      address: context.set.clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'pauseOpenings',
      args: [],
    }),
  ]
}

/** Schedules the decision where the role has a delay; without one the same call is carried out at once. */
export async function proposeSteps(context: FlowContext, { title, call }: ProposeRequest): Promise<FlowStep[]> {
  const contracts = await governedContracts(context)
  const { target, data } = encodeCall(call, contracts)
  const waits = await hasDelay(context, contracts, { target, data })
  const manager = { address: contracts.manager, abi: accessManagerAbi } as const
  return [
    {
      label: waits ? `Propose: ${title}` : `Carry out: ${title}`,
      run: async () => {
        // Scheduling does not try the call, so values out of bounds would only fail after the delay.
        await checkBounds(context, call)
        const functionName = waits ? 'schedule' : 'execute'
        const args = waits ? [target, data, 0] : [target, data]
        return write(context, { ...manager, label: title, functionName, args })
      },
    },
  ]
}

/** Executes or cancels a decision that waits. Simulated first, so a call that would fail says why before it is signed. */
export async function operationSteps(context: FlowContext, request: OperationRequest): Promise<FlowStep[]> {
  const { caller, target, data } = request.operation
  const address = await authorityOf(context)
  const execute = request.kind === 'executeOperation'
  return [
    writeStep(context, {
      label: request.title,
      address,
      abi: accessManagerAbi,
      functionName: execute ? 'execute' : 'cancel',
      args: execute ? [target, data] : [caller, target, data],
    }),
  ]
}

function authorityOf({ reader, set }: FlowContext) {
  return reader.readContract({ address: set.clearinghouse, abi: clearinghouseAbi, functionName: 'authority' })
}

async function governedContracts(context: FlowContext): Promise<GovernedContracts> {
  const { reader, set, snapshot } = context
  const house = { address: set.clearinghouse, abi: clearinghouseAbi } as const
  const [manager, volatility] = await Promise.all([
    authorityOf(context),
    reader.readContract({ ...house, functionName: 'volatilityOracle' }),
  ])
  return { manager, volatility, houses: snapshot.overview?.sets.map(({ clearinghouse }) => clearinghouse) ?? [] }
}

/** Whether the caller's role makes the call wait. One who lacks the role is told so by the simulation that follows. */
async function hasDelay({ reader, account }: FlowContext, { manager }: GovernedContracts, call: EncodedCall) {
  const contract = { address: manager, abi: accessManagerAbi } as const
  if (isAddressEqual(call.target, manager)) {
    // The manager's own functions are the administrator's; `canCall` speaks of other contracts.
    const [, delay] = await reader.readContract({
      ...contract,
      functionName: 'hasRole',
      args: [GOVERNOR_ROLE, account.address],
    })
    return delay > 0
  }
  const selector = call.data.slice(0, 10) as `0x${string}`
  const [immediate] = await reader.readContract({
    ...contract,
    functionName: 'canCall',
    args: [account.address, call.target, selector],
  })
  return !immediate
}

/** Asks the contract that holds the bounds; throws its error, which names the parameter. */
async function checkBounds({ reader, set, snapshot }: FlowContext, call: GovernedCall): Promise<void> {
  const data = encodeBoundsCheck(call, snapshot.overview?.assets.length ?? 0)
  if (data === undefined) return
  const house = { address: set.clearinghouse, abi: clearinghouseAbi } as const
  await reader.call({ to: await reader.readContract({ ...house, functionName: 'bounds' }), data })
}
