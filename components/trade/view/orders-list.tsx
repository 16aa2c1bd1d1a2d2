'use client'

import type { OrderRecord } from '@/lib/chain/orders/wire'
import { decodeSeries } from '@/lib/chain/series'
import { formatAmount } from '@/lib/core/format'
import { walletActions } from '@/lib/query/wallet'
import { conditionWords } from '../engine/order-drafts'
import type { Desk } from './use-desk'
import { useOrders } from './use-orders'
import { strikeName, tokensOf } from './words'

const STATES: Readonly<Record<OrderRecord['status'], string>> = {
  open: 'waits for its price',
  waiting: 'waits for its entry',
  executed: 'executed',
  cancelled: 'cancelled',
  expired: 'expired',
  failed: 'cannot happen any more',
}

interface OrdersListProps {
  readonly desk: Desk
  readonly which: 'open' | 'past'
}

/** Signed orders: those that wait, which can be cancelled, or those that ended, with the reason. */
export function OrdersList({ desk, which }: OrdersListProps) {
  const { wallet } = desk
  const orders = useOrders(wallet.status === 'connected' ? wallet.address : undefined, true)
  if (wallet.status !== 'connected') return <Empty>Connect a wallet to see your orders here.</Empty>
  if (orders === undefined) return <Empty>Reading your orders.</Empty>
  if (orders === 'away') return <Empty>The order service does not answer. Your signed orders are kept there.</Empty>
  const isOpen = ({ status }: OrderRecord) => status === 'open' || status === 'waiting'
  const shown = orders.filter((order) => isOpen(order) === (which === 'open'))
  if (shown.length === 0) {
    return (
      <Empty>{which === 'open' ? 'No orders wait. Sign one from the ticket or a position.' : 'No past orders.'}</Empty>
    )
  }
  return (
    <div className="min-h-0 overflow-auto" tabIndex={0} role="region" aria-label="Orders">
      <ul>
        {shown.map((order) => (
          <OrderRow key={order.hash} desk={desk} record={order} open={which === 'open'} />
        ))}
      </ul>
      {which === 'open' && (
        <button
          type="button"
          className="text-accent py-1 text-sm font-semibold"
          onClick={() => walletActions.run({ kind: 'cancelAllOrders', set: desk.form.setIndex })}
          data-testid="orders-cancel-all"
        >
          Cancel all (one transaction; ends everything you have signed)
        </button>
      )}
    </div>
  )
}

interface OrderRowProps {
  readonly desk: Desk
  readonly record: OrderRecord
  readonly open: boolean
}

function OrderRow({ desk, record, open }: OrderRowProps) {
  const { order, status, reason } = record
  const sets = desk.snapshot.overview?.sets ?? []
  const setIndex = sets.findIndex(
    ({ clearinghouse }) => clearinghouse.toLowerCase() === order.clearinghouse.toLowerCase(),
  )
  const set = sets[setIndex]
  const watched = desk.snapshot.overview?.assets[order.condition.asset]?.symbol ?? ''
  const cost = BigInt(order.maxCost)
  return (
    <li
      className="border-line flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t py-1.5 text-sm"
      data-testid="order-row"
      data-status={status}
    >
      <div className="min-w-0">
        <span className="font-semibold">{order.reduceOnly ? 'Close' : 'Open'} </span>
        {order.legs.map((leg) => legWords(desk, setIndex, leg)).join(', ')}
        {order.condition.trigger !== 0 &&
          ` when ${conditionWords({ trigger: order.condition.trigger === 1 ? 'atOrBelow' : 'atOrAbove', price: BigInt(order.condition.price) }, watched)}`}
        <span className="text-muted block text-xs">
          {STATES[status]}
          {set !== undefined &&
            ` · ${cost >= 0n ? 'pays at most' : 'brings at least'} ${tokensOf(set, cost < 0n ? 0n - cost : cost)}`}
          {` · until ${new Date(Number(order.expiry) * 1000).toLocaleDateString('en-GB')}`}
        </span>
        {reason !== null && <span className="block text-xs">{reason}</span>}
      </div>
      {open && setIndex >= 0 && (
        <button
          type="button"
          className="button button-plain px-3 py-1"
          onClick={() => walletActions.run({ kind: 'cancelOrders', set: setIndex, nonces: [BigInt(order.nonce)] })}
          data-testid="order-cancel"
        >
          Cancel
        </button>
      )}
    </li>
  )
}

function legWords(
  { snapshot }: Desk,
  setIndex: number,
  leg: { readonly series: string; readonly quantity: string },
): string {
  const { market, strike, isPut } = decodeSeries(BigInt(leg.series))
  const asset = snapshot.overview?.sets[setIndex]?.markets[market]?.config.asset
  const symbol = asset === undefined ? '' : (snapshot.overview?.assets[asset]?.symbol ?? '')
  return `${formatAmount(BigInt(leg.quantity), { digits: 6, signed: true })} ${symbol} ${isPut ? 'put' : 'call'} ${strikeName(strike)}`
}

function Empty({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className="text-muted py-3 text-sm" data-testid="orders-empty">
      {children}
    </p>
  )
}
