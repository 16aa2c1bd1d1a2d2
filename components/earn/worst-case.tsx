'use client'

import { useMemo, useState } from 'react'
import { Segmented } from '@/components/trade/view/controls'
import { parseDecimal, toDecimal } from '@/lib/core/fixed-point/decimal'
import { max, WAD } from '@/lib/core/fixed-point'
import {
  ASSET_MOVES,
  depositOf,
  failsAt,
  poolExhausted,
  STOCK_MOVES,
  stressTable,
  stressTest,
  VOLATILITY_FACTORS,
  worstCell,
  type PoolState,
  type StressCell,
} from '@/lib/core/risk'
import { Section } from './section'
import type { Pool } from './use-pool'
import { changeOf, factorName, moveName, signedPercent, tokensOf, usdChange } from './words'

const EXAMPLE = 10n

/** What a deposit would become if everything jumped at once, before anybody could react. */
export function WorstCase({ pool }: { readonly pool: Pool }) {
  const { set, mine, state, unit } = pool
  const own = mine?.poolSharesValue ?? 0n
  const [typed, setTyped] = useState<string>()
  const text = typed ?? startText(own > 0n ? own : EXAMPLE * unit, set.decimals)
  const amount = read(text, set.decimals)
  const note =
    'If prices and volatility jumped now, with the positions as they are. Those who have written options are taken to pay what they owe.'
  return (
    <Section title="Worst cases" note={note} testId="worst-case">
      <label className="flex flex-wrap items-center gap-2 text-sm">
        <span>Change of a deposit of</span>
        <input
          className="field figure w-36"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          aria-invalid={amount === undefined}
          onChange={({ target }) => setTyped(target.value)}
          data-testid="worst-case-amount"
        />
        <span>{set.symbol}</span>
      </label>
      {state === undefined ? (
        <p role="status" className="text-muted">
          A price or a volatility is missing, so losses cannot be told now.
        </p>
      ) : amount === undefined ? (
        <p role="status" className="text-danger text-sm">
          Enter a plain number such as 12.5
        </p>
      ) : (
        <Cases pool={pool} state={state} amount={amount} own={own} />
      )}
    </Section>
  )
}

interface CasesProps {
  readonly pool: Pool
  readonly state: PoolState
  readonly amount: bigint
  readonly own: bigint
}

function Cases({ pool: { set }, state, amount, own }: CasesProps) {
  const [factor, setFactor] = useState(VOLATILITY_FACTORS[0] ?? WAD)
  const cells = useMemo(() => stressTable(state, depositOf(amount, own)), [state, amount, own])
  const shown = cells.filter(({ volatilityFactor }) => volatilityFactor === factor)
  const worst = worstCell(cells)
  return (
    <>
      <div className="w-64 max-w-full">
        <Segmented
          label="Volatility"
          value={factor.toString()}
          options={VOLATILITY_FACTORS.map((each) => ({
            value: each.toString(),
            label: `Volatility ${factorName(each)}`,
          }))}
          onChange={(value) => setFactor(BigInt(value))}
          testId="worst-case-volatility"
        />
      </div>
      <CaseTable set={set} cells={shown} amount={amount} />
      {worst !== undefined && <Verdict set={set} worst={worst} />}
      <Limits state={state} />
    </>
  )
}

interface CaseTableProps {
  readonly set: Pool['set']
  readonly cells: readonly StressCell[]
  readonly amount: bigint
}

function CaseTable({ set, cells, amount }: CaseTableProps) {
  const caption = `Change of the deposit in ${set.symbol} and in dollars, by move of the underlyings and of ${set.symbol}`
  return (
    <div className="overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
      <table className="w-full border-separate border-spacing-0.5 text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-muted">
            <th scope="col" rowSpan={2} className="pr-1 text-left align-bottom font-normal">
              All assets
            </th>
            <th scope="colgroup" colSpan={STOCK_MOVES.length} className="pr-1 text-right font-normal sm:pr-2">
              {set.symbol}
            </th>
          </tr>
          <tr className="text-muted">
            {STOCK_MOVES.map((move) => (
              <th
                key={move.toString()}
                scope="col"
                className="figure pr-1 text-right font-normal whitespace-nowrap sm:pr-2"
              >
                {move === 0n ? '±0 %' : moveName(move)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ASSET_MOVES.map((move, row) => (
            <tr key={move.toString()}>
              <th scope="row" className="figure text-muted pr-1 text-left font-normal whitespace-nowrap">
                {moveName(move)}
              </th>
              {cells.slice(row * STOCK_MOVES.length, (row + 1) * STOCK_MOVES.length).map((cell) => (
                <Case key={cell.stockMove.toString()} set={set} cell={cell} amount={amount} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Case({
  set,
  cell,
  amount,
}: {
  readonly set: Pool['set']
  readonly cell: StressCell
  readonly amount: bigint
}) {
  const { tokens, usd } = cell
  const part = amount === 0n ? 0 : Math.min(Math.abs(Number(tokens) / Number(amount)), 1)
  const tone = tokens < 0n ? 'var(--short)' : 'var(--long)'
  const strength = part === 0 ? 0 : 6 + Math.round(26 * Math.sqrt(part))
  return (
    <td
      className="figure rounded-[4px] px-1 py-1 text-right whitespace-nowrap sm:px-2"
      style={{ background: `color-mix(in srgb, ${tone} ${strength}%, var(--surface))` }}
    >
      {changeOf(set, tokens)}
      <span className="block">{usdChange(usd)}</span>
    </td>
  )
}

function Verdict({ set, worst }: { readonly set: Pool['set']; readonly worst: StressCell }) {
  const { assetMove, stockMove, volatilityFactor, tokens, usd, usdHeld, outcome } = worst
  return (
    <p className="text-sm" data-testid="worst-case-verdict">
      Worst of all: assets {moveName(assetMove)}, {set.symbol} {moveName(stockMove)}, volatility{' '}
      {factorName(volatilityFactor)} —{' '}
      <strong className="figure">
        {changeOf(set, tokens)} {set.symbol}, {usdChange(usd)}
      </strong>
      . Holding the token would have changed by <span className="figure">{usdChange(usdHeld)}</span>.
      {outcome.missing > 0n && (
        <>
          {' '}
          The main pool would be used up and the insurance pool would have to pay {tokensOf(set, outcome.missing, 2)}
          {outcome.unpaid > 0n ? `, ${tokensOf(set, outcome.unpaid, 2)} more than it has` : ''}.
        </>
      )}
    </p>
  )
}

const FURTHEST = { up: 3n * WAD, down: -95n * 10n ** 16n }

/** Where the main pool would be used up. */
function Limits({ state }: { readonly state: PoolState }) {
  const volatilityFactor = max(VOLATILITY_FACTORS[0] ?? WAD, WAD)
  const [up, down] = useMemo(() => {
    const test = stressTest(state)
    const along = (assetMove: bigint) => ({ assetMove, stockMove: 0n, volatilityFactor })
    const find = (furthest: bigint) => failsAt(test, { along, furthest, fails: poolExhausted })
    return [find(FURTHEST.up), find(FURTHEST.down)]
  }, [state, volatilityFactor])
  const found = [up, down].filter((move) => move !== undefined).map((move) => signedPercent(move, 0))
  return (
    <p className="text-muted text-sm" data-testid="worst-case-limits">
      {found.length === 0
        ? `Neither ${moveName(FURTHEST.up)} nor ${moveName(FURTHEST.down)} of all assets at once would use up the whole main pool`
        : `The whole main pool would be used up if all assets moved at once by ${found.join(' or ')}`}
      , at volatility {factorName(volatilityFactor)}.
    </p>
  )
}

/** Four digits are enough to begin with. */
function startText(amount: bigint, decimals: number): string {
  const grain = 10n ** BigInt(Math.max(decimals - 4, 0))
  return toDecimal(amount - (amount % grain), decimals)
}

function read(text: string, decimals: number): bigint | undefined {
  try {
    const amount = parseDecimal(text.trim(), decimals)
    return amount >= 0n ? amount : undefined
  } catch {
    return undefined
  }
}
