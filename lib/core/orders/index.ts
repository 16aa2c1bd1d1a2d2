export {
  conditionHolds,
  dueAt,
  MAX_REWARD_USD,
  MAX_TRIGGER_AGE,
  type Due,
  type DueFacts,
  type WatchedPrice,
} from './conditions'
export {
  bracket,
  limitOrder,
  stopLoss,
  takeProfit,
  type Bracket,
  type Exit,
  type OrderDraft,
  type OrderPlace,
} from './build'
export { grantTypes, ORDERS_DOMAIN, orderTypes, withdrawalTypes } from './eip712'
export {
  Trigger,
  type Address,
  type Condition,
  type Hex,
  type KeyGrant,
  type OrderLeg,
  type SignedOrder,
} from './types'
