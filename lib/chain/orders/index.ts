export { allowCall, cancelAllCall, cancelCall, epochCall, isAllowedCall, newNonce } from './calls'
export { orderClient, OrderServiceError, type OrderList } from './client'
export {
  grantTypedData,
  hashGrant,
  hashOrder,
  orderTypedData,
  withdrawalTypedData,
  type OrdersContract,
} from './typed-data'
export {
  fromWire,
  orderStatuses,
  toWire,
  type OpenOrder,
  type OrderRecord,
  type OrderStatus,
  type WireOrder,
} from './wire'
