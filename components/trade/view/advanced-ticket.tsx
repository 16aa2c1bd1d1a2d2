'use client'

import { encodeSeries } from '@/lib/chain/series'
import { mulDiv } from '@/lib/core/fixed-point'
import { formatAmount } from '@/lib/core/format'
import { walletActions } from '@/lib/query/wallet'
import { isAmountText } from '../engine/amount'
import { strategiesFor, strategyOf, type StrategyId } from '../engine/strategies'
import { AdvancedFigures } from './advanced-figures'
import { Select } from './controls'
import { LegEditor } from './leg-editor'
import { SLIPPAGES } from './strike-picker'
import { assetsOf } from '../engine/board'
import { sizeText, type Combo } from './use-combo'
import type { Desk } from './use-desk'
import { aboutDollars } from './words'

const CUSHIONS = [1000, 2500, 5000, 10_000]

/** Everything of the advanced ticket between the market and the button. */
export function AdvancedFields({ desk, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const { form, change } = combo
  const { board } = desk
  const strategy = strategyOf(form.strategy)
  const offered = strategiesFor(desk.form.asset, Number(board?.set.collateralAsset ?? -1))
  return (
    <>
      <Select<StrategyId>
        label="Strategy"
        value={form.strategy}
        options={offered.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => change({ strategy: id, drafts: strategyOf(id).legs })}
        testId="combo-strategy"
      />
      <p className="text-muted text-xs">{strategy.words}</p>
      <LegEditor desk={desk} combo={combo} />
      <SizeField desk={desk} combo={combo} />
      <Verdict desk={desk} combo={combo} />
      <AdvancedFigures desk={desk} combo={combo} />
      <div className="flex gap-2">
        <Select
          label="Slippage"
          value={desk.form.slippageBps}
          options={SLIPPAGES.map((bps) => ({ value: bps, label: `${bps / 100} %` }))}
          onChange={(slippageBps) => desk.change({ slippageBps })}
        />
        <Select
          label="Margin beyond the least"
          value={form.cushionBps}
          options={CUSHIONS.map((bps) => ({ value: bps, label: `+${bps / 100} %` }))}
          onChange={(cushionBps) => change({ cushionBps })}
          testId="combo-cushion"
        />
      </div>
    </>
  )
}

function SizeField({ desk: { board }, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const { form, change, largest } = combo
  const inUnit = (unit: 'usd' | 'units') => {
    const size = combo.quote?.size
    const text = size === undefined || board === undefined ? form.amount : sizeText(size, unit, board.spot.value)
    change({ unit, amount: text })
  }
  return (
    <div className="flex items-end gap-2">
      <label className="min-w-0 flex-1">
        <span className="text-muted mb-0.5 block text-xs">Size of each leg</span>
        <input
          className="field figure"
          inputMode="decimal"
          autoComplete="off"
          value={form.amount}
          onChange={({ target }) => {
            if (isAmountText(target.value)) change({ amount: target.value })
          }}
          data-testid="combo-size"
        />
      </label>
      <label className="w-20">
        <span className="sr-only">Unit of the size</span>
        <select
          className="field"
          value={form.unit}
          onChange={({ target }) => inUnit(target.value === 'usd' ? 'usd' : 'units')}
          data-testid="combo-unit"
        >
          <option value="usd">USD</option>
          <option value="units">{board?.symbol ?? ''}</option>
        </select>
      </label>
      <button
        type="button"
        className="text-accent px-1 py-2 text-sm font-semibold disabled:opacity-60"
        disabled={largest === undefined || largest === 0n || board === undefined}
        onClick={() => {
          if (largest === undefined || board === undefined) return
          // A little below: prices move until the block.
          change({ amount: sizeText(mulDiv(largest, 98n, 100n), form.unit, board.spot.value) })
        }}
        data-testid="combo-max"
      >
        Max
      </button>
    </div>
  )
}

/** One sentence of consequence. */
function Verdict({ desk: { board }, combo: { quote } }: { readonly desk: Desk; readonly combo: Combo }) {
  return (
    <p aria-live="polite" className="min-h-10 text-sm" data-testid="combo-verdict">
      {quote === undefined || board === undefined
        ? 'Enter a size to see what it brings and what it can cost.'
        : verdictOf(quote, board.symbol)}
    </p>
  )
}

function verdictOf(quote: NonNullable<Combo['quote']>, symbol: string): string {
  const { bounds, breakEvens, written } = quote
  const range = breakEvens.map(aboutDollars)
  const where =
    range.length === 2
      ? quote.profitAt((breakEvens[0] ?? 0) * 0.98) < 0
        ? `You gain while ${symbol} is between ${range.join(' and ')}.`
        : `You gain below ${range[0] ?? ''} or above ${range[1] ?? ''}.`
      : range.length === 1
        ? `You gain ${quote.profitAt((breakEvens[0] ?? 0) * 1.02) > 0 ? 'above' : 'below'} ${range[0] ?? ''}.`
        : quote.perDayUsd < 0n
          ? 'A jump of the price brings nothing; it earns day by day while the price stays.'
          : 'A jump of the price brings nothing.'
  const most = bounds.loss === undefined ? 'What the price can take is not bounded.' : ''
  const margin = written ? 'If your margin falls short, part of the account is closed by others, at a penalty.' : ''
  return [where, most, margin].filter((words) => words !== '').join(' ')
}

/** Deposit and all legs in one transaction. */
export function openCombo({ board, form, userSet }: Desk, { quote, form: { strategy } }: Combo): void {
  if (board === undefined || quote === undefined) return
  const market = Number(board.market.market)
  const size = formatAmount(quote.size, { digits: 6 })
  walletActions.run({
    kind: 'open',
    title: `Open ${strategyOf(strategy).name.toLowerCase()} ${size} ${board.symbol}`,
    deposit: quote.deposit,
    set: form.setIndex,
    legs: quote.legs.map(({ strike, isPut, quantity }) => ({
      series: encodeSeries({ market, strike, isPut }),
      quantity,
    })),
    expectedCost: quote.costTokens,
    slippageBps: form.slippageBps,
    assets: assetsOf(board, userSet?.account.positions.map(({ series }) => series) ?? []),
  })
}
