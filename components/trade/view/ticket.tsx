'use client'

import Link from 'next/link'
import { encodeSeries } from '@/lib/chain/series'
import { mulDiv } from '@/lib/core/fixed-point'
import { formatAmount } from '@/lib/core/format'
import { connectWallet, walletActions } from '@/lib/query/wallet'
import { amountText, isAmountText, type AmountUnit } from '../engine/amount'
import { assetsOf, type Board } from '../engine/board'
import { describeLimit, type MaxQuantity } from '../engine/limits'
import type { TicketState } from '../engine/ticket-state'
import { AdvancedFields, openCombo } from './advanced-ticket'
import { Segmented, Select } from './controls'
import { CollateralLine } from './collateral-line'
import { orderState, signOrder, WhenFields } from './order-fields'
import { StrikePicker } from './strike-picker'
import { TicketFigures } from './ticket-figures'
import type { TicketQuote } from '../engine/ticket'
import type { Combo } from './use-combo'
import type { Desk, TicketForm } from './use-desk'
import { aboutDollars, costOf, executionWords, periodName, sideName, strikeName } from './words'

/** The order form, top to bottom: what, how much, what follows from it, and one button. */
export function Ticket({ desk, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const { form, change } = desk
  const advanced = form.mode === 'advanced'
  return (
    <form
      aria-label="Open a position"
      className="space-y-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        submit(desk, combo)
      }}
    >
      <Segmented
        label="Ticket"
        value={form.mode}
        onChange={(mode) => change({ mode })}
        options={[
          { value: 'simple', label: 'Buy', testId: 'ticket-mode-simple' },
          { value: 'advanced', label: 'Write and combine', testId: 'ticket-mode-advanced' },
        ]}
      />
      {!advanced && <SimpleFields desk={desk} />}
      {advanced && <MarketFields desk={desk} />}
      {advanced && <AdvancedFields desk={desk} combo={combo} />}
      <WhenFields desk={desk} />
      <CollateralLine desk={desk} deposit={(advanced ? combo.quote : desk.ticket)?.deposit ?? 0n} />
      <SubmitButton
        state={orderState(desk, advanced ? combo.state : desk.state)}
        execution={executionOf(desk, advanced ? undefined : desk.ticket?.costLimit)}
      />
    </form>
  )
}

/** That the price is yet to come; `most`: tokens that the trade may cost. Nothing where trades are carried out at once. */
function executionOf({ board, form }: Desk, most: bigint | undefined): string | undefined {
  if (board === undefined || form.when === 'price') return undefined
  return executionWords(board, most === undefined ? undefined : costOf(board.set, most))
}

function SimpleFields({ desk }: { readonly desk: Desk }) {
  const { form, change } = desk
  return (
    <>
      <Segmented
        label="Side"
        value={form.isPut}
        onChange={(isPut) => change({ isPut })}
        options={[
          { value: false, label: '▲ Long', testId: 'ticket-side-long', className: 'has-checked:text-long' },
          { value: true, label: '▼ Short', testId: 'ticket-side-short', className: 'has-checked:text-short' },
        ]}
      />
      <MarketFields desk={desk} />
      <AmountField desk={desk} />
      <Verdict desk={desk} />
      <TicketFigures desk={desk} />
      <StrikePicker desk={desk} />
    </>
  )
}

function MarketFields({ desk: { snapshot, form, change } }: { readonly desk: Desk }) {
  const { overview } = snapshot
  const set = overview?.sets[form.setIndex]
  if (overview === undefined || set === undefined) return null
  const assets = [...new Set(set.markets.map(({ config }) => config.asset))]
  const periods = set.markets.filter(({ config }) => config.asset === form.asset).map(({ config }) => config.period)
  return (
    <div className="flex gap-2">
      <Select
        label="Asset"
        value={form.asset}
        onChange={(asset) => change({ asset })}
        options={assets.map((asset) => ({ value: asset, label: overview.assets[asset]?.symbol ?? `Asset ${asset}` }))}
        testId="ticket-asset"
      />
      <Select
        label="Funding period"
        value={form.period}
        onChange={(period) => change({ period })}
        options={periods.map((period) => ({ value: period, label: periodName(period) }))}
        testId="ticket-period"
      />
      <Select
        label="Margin"
        value={form.setIndex}
        onChange={(setIndex) => change({ setIndex })}
        options={overview.sets.map(({ symbol }, i) => ({ value: i, label: symbol }))}
        testId="ticket-collateral"
      />
    </div>
  )
}

function AmountField({ desk }: { readonly desk: Desk }) {
  const { form, change, board, ticket, most } = desk
  const token = board?.set.symbol ?? 'Tokens'
  const symbol = board?.symbol ?? ''
  const position = form.share ?? shareOf(ticket, most)
  const usable = most !== undefined && most.quantity > 0n
  return (
    <div>
      <div className="flex items-end gap-2">
        <label className="min-w-0 flex-1">
          <span className="text-muted mb-0.5 block text-xs">
            {form.unit === 'tokens' ? 'Pay now' : form.unit === 'usd' ? 'Size in USD' : `Size in ${symbol}`}
          </span>
          <input
            className="field figure"
            inputMode="decimal"
            autoComplete="off"
            value={amountShown(desk)}
            onChange={({ target }) => {
              if (isAmountText(target.value)) change({ amount: target.value, share: undefined })
            }}
            data-testid="ticket-amount"
          />
        </label>
        <label className="w-24">
          <span className="sr-only">Unit of the amount</span>
          <select
            className="field"
            value={form.unit}
            onChange={({ target }) => change(inUnit(desk, target.value as AmountUnit))}
            data-testid="ticket-unit"
          >
            <option value="tokens">{token}</option>
            <option value="usd">USD</option>
            <option value="units">{symbol}</option>
          </select>
        </label>
      </div>
      <div className="mt-1 flex items-center gap-2">
        <input
          type="range"
          min={0}
          max={100}
          step={1}
          value={position}
          disabled={!usable}
          aria-label="Share of the largest size"
          aria-valuetext={`${position} % of the largest size`}
          className="accent-accent h-6 min-w-0 flex-1"
          onChange={({ target }) => change({ share: Number(target.value) })}
          data-testid="ticket-slider"
        />
        <button
          type="button"
          className="text-accent px-1 py-0.5 text-sm font-semibold disabled:opacity-60"
          disabled={!usable}
          title={most === undefined ? 'Connect a wallet to see your largest size' : describeLimit(most.limit, token)}
          onClick={() => change({ share: 100 })}
          data-testid="ticket-max"
        >
          Max
        </button>
      </div>
    </div>
  )
}

/** A size in whole percent of the largest. */
function shareOf(ticket: TicketQuote | undefined, most: MaxQuantity | undefined): number {
  if (ticket === undefined || most === undefined || most.quantity === 0n) return 0
  return Math.min(100, Number(mulDiv(ticket.quantity, 100n, most.quantity)))
}

/** What stands in the field: as typed, or the size that the slider stands for. */
function amountShown({ form, ticket, board }: Desk): string {
  if (form.share === undefined) return form.amount
  return ticket === undefined || board === undefined ? '0' : writtenIn(form.unit, ticket, board)
}

function writtenIn(unit: AmountUnit, ticket: TicketQuote, board: Board): string {
  if (unit === 'tokens') return amountText(ticket.paidTokens, board.set.decimals)
  return amountText(unit === 'usd' ? ticket.notionalUsd : ticket.quantity)
}

/** The same size written in another unit. */
function inUnit({ ticket, board }: Desk, unit: AmountUnit): Partial<TicketForm> {
  if (ticket === undefined || board === undefined) return { unit }
  return { unit, amount: writtenIn(unit, ticket, board) }
}

/** One sentence of consequence, told again to those who listen when it changes. */
function Verdict({ desk: { ticket, board, form } }: { readonly desk: Desk }) {
  const words =
    ticket === undefined || board === undefined
      ? 'Enter an amount to see what it brings and what it costs.'
      : ticket.breakEven === undefined
        ? `No price of ${board.symbol} in reach brings the payment back.`
        : `You gain if ${board.symbol} ${form.isPut ? 'falls below' : 'rises above'} ${aboutDollars(ticket.breakEven)} soon. Meanwhile your margin pays the funding.`
  return (
    <p aria-live="polite" className="min-h-10 text-sm" data-testid="ticket-verdict">
      {words}
    </p>
  )
}

interface SubmitButtonProps {
  readonly state: TicketState
  /** How the trade is carried out, said where nothing is in its way. */
  readonly execution: string | undefined
}

function SubmitButton({ state, execution }: SubmitButtonProps) {
  return (
    <div className="bg-surface border-line sticky -bottom-3 -mb-3 space-y-1 border-t pt-2 pb-3">
      <button
        type="submit"
        className="button button-primary w-full"
        disabled={state.action === 'none'}
        aria-busy={state.busy ?? false}
        aria-describedby="ticket-hint ticket-execution ticket-risk"
        data-testid="ticket-submit"
      >
        {state.label}
      </button>
      <div className="min-h-8 text-xs">
        <p id="ticket-hint" role="status" data-testid="ticket-hint">
          {state.hint}
        </p>
        {state.hint === undefined && (
          <p id="ticket-execution" className="text-muted" data-testid="ticket-execution">
            {execution}
          </p>
        )}
      </div>
      <p id="ticket-risk" className="text-muted text-xs">
        You can lose all that you pay and your margin here.{' '}
        <Link href="/risk" className="underline">
          Risks
        </Link>
      </p>
    </div>
  )
}

function submit(desk: Desk, combo: Combo): void {
  const { form } = desk
  const advanced = form.mode === 'advanced'
  const state = orderState(desk, advanced ? combo.state : desk.state)
  if (state.action === 'connect') connectWallet()
  if (state.action === 'switch') walletActions.switchChain()
  if (state.action === 'faucet') walletActions.run({ kind: 'faucet', set: form.setIndex })
  if (state.action !== 'open') return
  if (form.when === 'price') signOrder(desk, combo)
  else if (advanced) openCombo(desk, combo)
  else open(desk)
}

function open({ board, ticket, strike, form, change, userSet }: Desk): void {
  if (board === undefined || ticket === undefined || strike === undefined) return
  const size = formatAmount(ticket.quantity, { digits: 6 })
  const series = encodeSeries({ market: Number(board.market.market), strike, isPut: form.isPut })
  walletActions.run({
    kind: 'open',
    title: `Open ${sideName(form.isPut).toLowerCase()} ${size} ${board.symbol} at ${strikeName(strike)}`,
    deposit: ticket.deposit,
    set: form.setIndex,
    legs: [{ series, quantity: ticket.quantity }],
    expectedCost: ticket.paidTokens,
    slippageBps: form.slippageBps,
    assets: assetsOf(board, userSet?.account.positions.map((position) => position.series) ?? []),
  })
  // Once opened, the next largest size is another; what was bought stays in the field.
  if (form.share !== undefined) change({ share: undefined, amount: writtenIn(form.unit, ticket, board) })
}
