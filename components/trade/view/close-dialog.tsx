'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { ageOf } from '@/lib/chain/market-inputs'
import { formatAmount, formatDuration, formatUsd } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { walletActions } from '@/lib/query/wallet'
import type { AccountView } from '@/lib/chain/snapshot/types'
import { mulDivUp, zeroFloorSub } from '@/lib/core/fixed-point'
import { assetsOf, rewardToKeep, type Board } from '../engine/board'
import { REQUESTED_WORDS } from '../engine/ticket-state'
import { leavesDust, partOf, quoteClose } from '../engine/positions'
import { Figure, Segmented } from './controls'
import type { HeldPosition } from './use-positions'
import { costOf, executionWords, holdingName, paidWords, strikeName, tokensOf } from './words'

const PARTS = [25, 50, 75, 100]
const SLIPPAGE_BPS = 500

interface CloseDialogProps {
  readonly held: HeldPosition
  /** The margin account that it is in. */
  readonly account: AccountView
  /** The account has an open request. */
  readonly requested: boolean
  readonly now: bigint
  readonly onDone: () => void
}

/** Closing, wholly or in part, with what it brings before anything is signed. */
export function CloseDialog({ held: { board, position }, account, requested, now, onDone }: CloseDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  const [percent, setPercent] = useState(100)
  useEffect(() => dialog.current?.showModal(), [])
  const { series } = position
  const quantity = partOf(position.quantity, percent)
  const quote = quoteClose(board, series, quantity, now)
  const written = quantity < 0n
  const verb = written ? 'Buy back' : 'Close'
  const name = `${holdingName(series.isPut, written).name.toLowerCase()} ${board.symbol} ${strikeName(series.strike)}`
  const pays = quote.costTokens > 0n
  const amount = pays ? costOf(board.set, quote.costTokens) : tokensOf(board.set, 0n - quote.costTokens)
  const dust = leavesDust(board, position.quantity, quantity)
    ? 'What is left would be too small to keep: close less, or all of it.'
    : undefined
  const obstacle = requested ? REQUESTED_WORDS : (dust ?? staleClose(board, now))
  const close = () => {
    walletActions.run({
      kind: 'close',
      title: `${verb} ${formatAmount(quantity < 0n ? 0n - quantity : quantity, { digits: 6 })} ${name}`,
      deposit: missingFor(board, account, quote.costTokens, position.fundingOwed),
      set: board.setIndex,
      legs: [{ series: position.id, quantity: 0n - quantity }],
      expectedCost: quote.costTokens,
      slippageBps: SLIPPAGE_BPS,
      assets: assetsOf(
        board,
        account.positions.map((each) => each.series),
      ),
    })
    onDone()
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      onClose={onDone}
      className="card text-ink m-auto w-[min(26rem,calc(100vw-1.5rem))] space-y-3 p-4"
      data-testid="close-dialog"
    >
      <h2 id={title} className="font-semibold">
        {verb} {name}
      </h2>
      <Segmented
        label="Part to close"
        value={percent}
        onChange={setPercent}
        options={PARTS.map((part) => ({
          value: part,
          label: part === 100 ? 'All' : `${part} %`,
          testId: `close-part-${part}`,
        }))}
      />
      <dl>
        <Figure label="Size" title={toDecimal(quantity)}>
          {formatAmount(quantity, { digits: 6 })} {board.symbol}
        </Figure>
        <Figure label={written ? 'Premium to pay' : 'Premium back'}>
          {formatUsd(written ? quote.premium : 0n - quote.premium)}
        </Figure>
        <Figure label="Fee">{formatUsd(quote.fee)}</Figure>
        <Figure label={position.fundingOwed < 0n ? 'Funding earned, settled now' : 'Funding owed, settled now'}>
          {formatUsd(position.fundingOwed < 0n ? 0n - position.fundingOwed : position.fundingOwed)}
        </Figure>
        <Figure
          label={pays ? 'You pay before funding' : 'You receive before funding'}
          title={toDecimal(0n - quote.costTokens, board.set.decimals)}
          testId="close-proceeds"
        >
          {amount}
        </Figure>
      </dl>
      <p className="text-muted text-xs">
        {pays
          ? `Paid out of your margin, at most ${100 + SLIPPAGE_BPS / 100} % of it or the trade is refused. What is missing is paid in from your wallet.`
          : `Paid into your margin, at least ${100 - SLIPPAGE_BPS / 100} % of it or the trade is refused.`}{' '}
        {executionWords(board)}
      </p>
      {obstacle !== undefined && (
        <p role="status" className="text-sm">
          {obstacle}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <button type="button" className="button button-plain" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={obstacle !== undefined}
          onClick={close}
          data-testid="close-submit"
        >
          {verb} · {pays ? 'pay' : 'receive'} {paidWords(board, amount)}
        </button>
      </div>
    </dialog>
  )
}

/** What the account lacks to pay for buying back, slippage and funding included, and whoever executes the trade; tokens. */
function missingFor(board: Board, { cash }: AccountView, cost: bigint, owed: bigint): bigint {
  const reward = rewardToKeep(board)
  if (cost <= 0n) return zeroFloorSub(reward, cash)
  const funding = owed > 0n ? mulDivUp(owed, 10n ** BigInt(board.set.decimals), board.collateral.value) : 0n
  return zeroFloorSub(mulDivUp(cost, 10_000n + BigInt(SLIPPAGE_BPS), 10_000n) + funding + reward, cash)
}

function staleClose({ spot, collateral, set, symbol, stock }: Board, now: bigint): string | undefined {
  const { maxAgeReduce, maxAgeCollateralReduce } = set.terms
  const words = (name: string, age: bigint) =>
    `The price of ${name} is ${formatDuration(Number(age))} old, too old to close at. Wait for a newer one.`
  if (ageOf(spot, now) > BigInt(maxAgeReduce)) return words(symbol, ageOf(spot, now))
  return ageOf(collateral, now) > BigInt(maxAgeCollateralReduce) ? words(stock, ageOf(collateral, now)) : undefined
}
