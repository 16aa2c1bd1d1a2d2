'use client'

import type { Leg } from '@/lib/core/pricing'
import { walletActions } from '@/lib/query/wallet'
import { conditionAt, conditionWords, entryAt, exitAt, parsePrice, rewardOf } from '../engine/order-drafts'
import type { TicketState } from '../engine/ticket-state'
import { Segmented, Select } from './controls'
import { DAYS, exitPlans, PriceField } from './exit-dialog'
import type { Combo } from './use-combo'
import type { Desk } from './use-desk'

/** When to trade: now, or by a signed order once a price is reached, with exits if wanted. */
export function WhenFields({ desk: { form, change, board } }: { readonly desk: Desk }) {
  return (
    <div className="space-y-1">
      <Segmented
        label="When"
        value={form.when}
        onChange={(when) => change({ when })}
        options={[
          { value: 'now', label: 'Now', testId: 'ticket-when-now' },
          { value: 'price', label: 'At a price', testId: 'ticket-when-price' },
        ]}
      />
      {form.when === 'price' && (
        <>
          <div className="flex gap-2">
            <PriceField
              label={`When ${board?.symbol ?? ''} reaches`}
              value={form.at}
              onChange={(at) => change({ at })}
              testId="order-at"
            />
            <Select
              label="Valid for"
              value={form.days}
              options={DAYS.map((days) => ({ value: days, label: days === 1 ? '1 day' : `${days} days` }))}
              onChange={(days) => change({ days })}
            />
          </div>
          <div className="flex gap-2">
            <PriceField
              label="Then take profit at"
              value={form.profit}
              onChange={(profit) => change({ profit })}
              testId="order-profit"
            />
            <PriceField
              label="and stop loss at"
              value={form.loss}
              onChange={(loss) => change({ loss })}
              testId="order-loss"
            />
          </div>
          <p className="text-muted text-xs">
            You sign; nothing is traded yet and cancelling is possible until it happens. {atNextPrice(board)}The margin
            is paid in first, as it must be there when the price is reached. Once, you allow signed orders to trade your
            margin; they can never withdraw.
          </p>
        </>
      )}
    </div>
  )
}

/** An order that is triggered asks for its trade; the price that triggers it is not the one that it trades at. */
export function atNextPrice(board: Desk['board']): string {
  if (board === undefined || board.execution.delay === 0n) return ''
  return `When the price is reached, the order is placed, and executed at the next price, published at least ${board.execution.delay} s later. `
}

/** The button when the trade waits for a price. */
export function orderState(desk: Desk, state: TicketState): TicketState {
  const { form, board } = desk
  if (form.when === 'now' || state.action !== 'open' || board === undefined) return state
  const price = parsePrice(form.at, board)
  if (price === undefined) return { action: 'none', label: 'Enter a price', hint: 'At which price is it to be traded?' }
  const exits = [form.profit, form.loss].filter((text) => text !== '').map((text) => parsePrice(text, board))
  if (exits.some((exit) => exit === undefined))
    return { action: 'none', label: 'Enter a price', hint: 'An exit is no price.' }
  const [first, second] = exits
  if (first !== undefined && second !== undefined && first > price === second > price) {
    return { action: 'none', label: 'Check the exits', hint: 'Profit and loss lie on either side of the entry.' }
  }
  return { action: 'open', label: `Sign · trade when ${conditionWords(conditionAt(board, price), board.symbol)}` }
}

/** Signs the ticket's trade as an order. */
export function signOrder({ form, board, now, strike, ticket }: Desk, combo: Combo): void {
  const price = board === undefined ? undefined : parsePrice(form.at, board)
  const trade = form.mode === 'advanced' ? combo.quote : ticket
  if (board === undefined || price === undefined || trade === undefined || strike === undefined) return
  const legs: readonly Leg[] = trade.quote.legs.map(({ quantity, isPut, strike: at }) => ({
    quantity,
    isPut,
    strike: at,
  }))
  const input = { board, legs, slippageBps: form.slippageBps, now }
  const entry = entryAt(input, price)
  const exits = exitPlans(board, form.profit, form.loss, price).map((exit) => exitAt(input, exit))
  const reward = rewardOf(board)
  walletActions.run({
    kind: 'placeOrder',
    title: `Order: ${entry.label}`,
    set: form.setIndex,
    entry,
    exits,
    deposit: trade.deposit,
    reward,
    days: form.days,
  })
}
