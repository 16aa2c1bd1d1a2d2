'use client'

import type { LiquidationPrice } from '@/lib/core/risk'
import { formatAmount, formatDuration, formatUsd } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import type { ComboQuote } from '../engine/combo'
import type { Board } from '../engine/board'
import { Figure } from './controls'
import type { Combo } from './use-combo'
import type { Desk } from './use-desk'
import { aboutDollars, costOf, dollars, tokensOf } from './words'

const NONE = '–'

/** What a combination costs or brings, what can be lost, and what it does to the margin. */
export function AdvancedFigures({ desk, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const { board } = desk
  const { quote, largest } = combo
  if (board === undefined || quote === undefined) return null
  return (
    <div className="border-line divide-line divide-y border-y">
      <dl className="py-1" aria-label="Now">
        <PaidNow board={board} quote={quote} />
        <Figure label="Fee" explain="Grows with the age of the prices used; part of the sum above">
          {formatUsd(quote.quote.fee)}
        </Figure>
        {quote.deposit > 0n && (
          <Figure
            label="Paid into your margin"
            explain="Stays yours: it secures what you write and pays the funding"
            title={toDecimal(quote.deposit, board.set.decimals)}
            testId="combo-deposit"
          >
            {costOf(board.set, quote.deposit)}
          </Figure>
        )}
      </dl>
      <dl className="py-1" aria-label="Then">
        <Figure
          label={quote.perDayUsd < 0n ? 'Earns a day' : 'Costs a day'}
          explain="Funding of all legs together at today’s rates; what you write earns it, what you buy pays it"
          testId="combo-per-day"
        >
          {formatUsd(quote.perDayUsd < 0n ? 0n - quote.perDayUsd : quote.perDayUsd)}
        </Figure>
        <Figure
          label={quote.breakEvens.length > 1 ? 'Break-evens' : 'Break-even'}
          explain="Prices at which closing gives back exactly what it cost, if the price moved there at once"
          testId="combo-breakevens"
        >
          {quote.breakEvens.length === 0 ? NONE : quote.breakEvens.map(aboutDollars).join(' · ')}
        </Figure>
        <Figure
          label="Most the price can take"
          explain="The loss by the price alone; funding comes on top. You never owe more than what is in your margin account"
          testId="combo-max-loss"
        >
          {quote.bounds.loss === undefined ? 'not bounded' : dollars(quote.bounds.loss)}
        </Figure>
        <Figure
          label="Most the price can bring"
          explain="The gain if the price jumped at once; what is earned day by day comes on top"
          testId="combo-max-gain"
        >
          {quote.bounds.gain === undefined ? 'not bounded' : dollars(quote.bounds.gain)}
        </Figure>
      </dl>
      <MarginFigures board={board} quote={quote} />
      <dl className="py-1" aria-label="Limit">
        <Figure
          label="Largest size now"
          explain="What your wallet and margin, and the pool’s own limits, allow for these legs"
          testId="combo-largest"
        >
          {largest === undefined ? 'connect a wallet' : `${formatAmount(largest, { digits: 4 })} ${board.symbol}`}
        </Figure>
      </dl>
    </div>
  )
}

function PaidNow({ board: { set, execution }, quote }: { readonly board: Board; readonly quote: ComboQuote }) {
  const received = quote.costTokens < 0n
  const tokens = received ? tokensOf(set, 0n - quote.costTokens) : costOf(set, quote.costTokens)
  const when = execution.delay === 0n ? 'now' : 'about'
  const usd = formatUsd(received ? 0n - quote.costUsd : quote.costUsd)
  return (
    <Figure
      label={`You ${received ? 'receive' : 'pay'} ${when}`}
      explain="Premiums of all legs and the fee"
      title={toDecimal(quote.costTokens, set.decimals)}
      testId="combo-paid-now"
    >
      {tokens} · {usd}
    </Figure>
  )
}

function MarginFigures({ board, quote }: { readonly board: Board; readonly quote: ComboQuote }) {
  const { written, before, after, runwaySeconds } = quote
  if (!written) {
    return (
      <dl className="py-1" aria-label="Margin">
        <Figure label="Liquidation" explain="You only buy: what you can lose is paid. Only unpaid funding ends it">
          not by a price move
        </Figure>
        <Figure label="Margin lasts" explain="How long the margin left pays the funding at today’s rates">
          {runwaySeconds === undefined ? 'no funding' : formatDuration(runwaySeconds)}
        </Figure>
      </dl>
    )
  }
  return (
    <dl className="py-1" aria-label="Margin">
      <Figure
        label="Margin needed, before → after"
        explain="The worst loss of the whole account over price moves up and down with volatility up; needed to open"
        title={toDecimal(after.initialMargin)}
        testId="combo-margin"
      >
        {formatUsd(before.initialMargin)} → {formatUsd(after.initialMargin)}
      </Figure>
      <Figure
        label="Your margin, before → after"
        explain="Your tokens less a haircut, plus what your options are worth, less what the written ones would cost"
        title={toDecimal(after.equity)}
        testId="combo-equity"
      >
        {formatUsd(before.equity)} → {formatUsd(after.equity)}
      </Figure>
      <Figure
        label="Liquidated at"
        explain="Where your margin would fall below its maintenance level if only this price moved, from now on"
        testId="combo-liquidation"
      >
        <LiquidationWords board={board} prices={quote.liquidations} />
      </Figure>
    </dl>
  )
}

/** Prices at which the account can be liquidated, one line for each asset. */
export function LiquidationWords({
  board,
  prices,
}: {
  readonly board: Board
  readonly prices: readonly LiquidationPrice[]
}) {
  const near = prices.filter(({ below, above }) => below !== undefined || above !== undefined)
  if (near.length === 0) return 'no price in reach'
  return near.map(({ asset, below, above }) => {
    const ends = [
      ...(below === undefined ? [] : [`below ${formatUsd(below)}`]),
      ...(above === undefined ? [] : [`above ${formatUsd(above)}`]),
    ]
    return (
      <span key={asset} className="block">
        {board.overview.assets[asset]?.symbol} {ends.join(' or ')}
      </span>
    )
  })
}
