import {
  allowCall,
  cancelAllCall,
  cancelCall,
  epochCall,
  hashOrder,
  isAllowedCall,
  newNonce,
  orderClient,
  orderTypedData,
  type OrdersContract,
} from '@/lib/chain/orders'
import { limitOrder, takeProfit, Trigger, type OrderPlace, type SignedOrder } from '@/lib/core/orders'
import type { FlowContext, FlowStep } from './context'
import { depositSteps } from './margin'
import type { OrderCondition, OrderDraft, OrderRequest } from './requests'
import { writeStep } from './write'

const DAY_SECONDS = 86_400n

/** Margin first, then the one-time permission, then one signature for each order: none of these costs gas. */
export async function orderSteps(context: FlowContext, request: OrderRequest): Promise<FlowStep[]> {
  const contract = await contractOf(context)
  const { set, account, reader } = context
  const allowed = await reader.readContract(isAllowedCall(contract, set.clearinghouse, account.address))
  const allow = writeStep(context, {
    label: `Allow signed orders to trade your ${set.symbol} margin (once; they can never withdraw)`,
    ...allowCall(contract, set.clearinghouse, true),
  })
  return [
    ...(request.deposit > 0n ? depositSteps(context, request.deposit) : []),
    ...(allowed ? [] : [allow]),
    ...(await signingSteps(context, contract, request)),
  ]
}

/** Ends orders on the chain, for good; `nonces` undefined: everything that was signed. */
export async function cancelSteps(context: FlowContext, nonces: readonly bigint[] | undefined): Promise<FlowStep[]> {
  const contract = await contractOf(context)
  if (nonces === undefined)
    return [writeStep(context, { label: 'Cancel everything signed', args: [], ...cancelAllCall(contract) })]
  return [writeStep(context, { label: 'Cancel the order', ...cancelCall(contract, nonces) })]
}

async function contractOf({ user }: FlowContext): Promise<OrdersContract> {
  const { contract } = await orderClient().list(user.account.account)
  return contract
}

async function signingSteps(
  context: FlowContext,
  contract: OrdersContract,
  { entry, exits, reward, days }: OrderRequest,
): Promise<FlowStep[]> {
  const { account, reader, set } = context
  const [epoch, { timestamp }] = await Promise.all([
    reader.readContract(epochCall(contract, account.address)),
    reader.getBlock(),
  ])
  const expiry = timestamp + BigInt(days) * DAY_SECONDS
  const shared = {
    owner: account.address,
    clearinghouse: set.clearinghouse,
    reward,
    validFrom: timestamp,
    expiry,
    epoch,
  }
  const place = { ...shared, nonce: newNonce() }
  const first = entry && limitOrder(place, entry, { condition: conditionOf(entry.condition) })
  const parent = first && hashOrder(contract, first)
  // One nonce for all exits: the one that is executed ends the others.
  const exitPlace = { ...shared, nonce: newNonce() }
  return [
    ...(entry && first ? [signStep(context, contract, entry.label, first)] : []),
    ...exits.map((exit) => signStep(context, contract, exit.label, exitOf(exitPlace, exit, parent))),
  ]
}

function exitOf(
  place: OrderPlace,
  { legs, maxCost, condition }: OrderDraft,
  parent: `0x${string}` | undefined,
): SignedOrder {
  const opened = legs.map(({ series, quantity }) => ({ series, quantity: 0n - quantity }))
  return takeProfit(place, opened, { condition: conditionOf(condition), maxCost }, parent)
}

function signStep(context: FlowContext, contract: OrdersContract, label: string, order: SignedOrder): FlowStep {
  return {
    label: `Sign: ${label}`,
    run: async () => {
      const { wallet, account } = context
      const signature = await wallet.signTypedData({ account, ...orderTypedData(contract, order) })
      await orderClient().place({ order, signature })
      return undefined
    },
  }
}

function conditionOf({ trigger, asset, price }: OrderCondition) {
  return { trigger: Trigger[trigger], asset, price }
}
