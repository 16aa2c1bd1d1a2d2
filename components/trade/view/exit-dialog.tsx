'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { EXECUTION_REWARD_TEXT } from '@/lib/chain/execution'
import { walletActions } from '@/lib/query/wallet'
import { isAmountText } from '../engine/amount'
import type { Wad } from '@/lib/core/fixed-point'
import type { Board } from '../engine/board'
import { exitAt, parsePrice, rewardOf, type ExitPlan } from '../engine/order-drafts'
import { Select } from './controls'
import type { HeldPosition } from './use-positions'
import { holdingName, strikeName, tokensOf } from './words'

export const DAYS = [1, 7, 30]

interface ExitDialogProps {
  readonly held: HeldPosition
  readonly now: bigint
  readonly onDone: () => void
}

/** Take-profit and stop-loss of a position: signed, not sent; whichever comes first ends the other. */
export function ExitDialog({ held: { board, position }, now, onDone }: ExitDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  const [profit, setProfit] = useState('')
  const [loss, setLoss] = useState('')
  const [days, setDays] = useState(7)
  useEffect(() => dialog.current?.showModal(), [])
  const { series, quantity } = position
  const side = holdingName(series.isPut, quantity < 0n)
  const exits = exitPlans(board, profit, loss)
  const wrong = wrongSide(board.spot.value, side.rises, parsePrice(profit, board), parsePrice(loss, board))
  const name = `${side.name.toLowerCase()} ${board.symbol} ${strikeName(series.strike)}`
  const sign = () => {
    const input = { board, legs: [{ ...series, quantity }], slippageBps: 0, now }
    walletActions.run({
      kind: 'placeOrder',
      title: `Exit orders for ${name}`,
      set: board.setIndex,
      exits: exits.map((exit) => exitAt(input, exit)),
      deposit: 0n,
      reward: rewardOf(board),
      days,
    })
    onDone()
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      onClose={onDone}
      className="card text-ink m-auto w-[min(26rem,calc(100vw-1.5rem))] space-y-3 p-4"
      data-testid="exit-dialog"
    >
      <h2 id={title} className="font-semibold">
        Close {name} at a price
      </h2>
      <PriceField
        label={`Take profit when ${board.symbol} is at`}
        value={profit}
        onChange={setProfit}
        testId="exit-profit"
      />
      <PriceField label={`Stop loss when ${board.symbol} is at`} value={loss} onChange={setLoss} testId="exit-loss" />
      <Select
        label="Valid for"
        value={days}
        options={DAYS.map((each) => ({ value: each, label: each === 1 ? '1 day' : `${each} days` }))}
        onChange={setDays}
      />
      <p className="text-muted text-xs">
        You sign; nothing is sent. When the price is reached anyone may carry it out and gets{' '}
        {tokensOf(board.set, rewardOf(board))} from your margin. A stop-loss accepts down to two fifths of the quote at
        its price, so that it gets out when the price jumps; a take-profit four fifths. Beyond that the order waits.
        {board.execution.delay > 0n &&
          ` Once triggered it is executed at the next price, published at least ${board.execution.delay} s later, for another ${EXECUTION_REWARD_TEXT}.`}
      </p>
      {wrong !== undefined && (
        <p role="status" className="text-danger text-sm">
          {wrong}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <button type="button" className="button button-plain" onClick={() => dialog.current?.close()}>
          Back
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={exits.length === 0 || wrong !== undefined}
          onClick={sign}
          data-testid="exit-submit"
        >
          Sign {exits.length === 2 ? 'both orders' : 'the order'}
        </button>
      </div>
    </dialog>
  )
}

/** The exits typed, as far as they are prices. */
export function exitPlans(board: Board, profit: string, loss: string, from?: Wad): readonly ExitPlan[] {
  const start = from === undefined ? {} : { from }
  return (
    [
      ['profit', profit],
      ['loss', loss],
    ] as const
  ).flatMap(([kind, text]) => {
    const price = parsePrice(text, board)
    return price === undefined ? [] : [{ kind, price, ...start }]
  })
}

interface PriceFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly testId: string
}

export function PriceField({ label, value, onChange, testId }: PriceFieldProps) {
  return (
    <label className="block min-w-0 flex-1">
      <span className="text-muted mb-0.5 block text-xs">{label}</span>
      <input
        className="field figure"
        inputMode="decimal"
        autoComplete="off"
        placeholder="USD"
        value={value}
        onChange={({ target }) => {
          if (isAmountText(target.value)) onChange(target.value)
        }}
        data-testid={testId}
      />
    </label>
  )
}

/** A take-profit lies where the position gains, a stop-loss on the other side. */
export function wrongSide(
  spot: bigint,
  rises: boolean,
  profit: bigint | undefined,
  loss: bigint | undefined,
): string | undefined {
  if (profit !== undefined && profit > spot !== rises) {
    return `Taking profit needs a price ${rises ? 'above' : 'below'} the present one.`
  }
  if (loss !== undefined && loss > spot === rises) {
    return `A stop-loss needs a price ${rises ? 'below' : 'above'} the present one.`
  }
  return undefined
}
