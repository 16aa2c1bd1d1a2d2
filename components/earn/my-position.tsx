'use client'

import { useMemo } from 'react'
import { Figure, Figures } from '@/components/pools/figures'
import { fractionOf } from '@/components/pools/pool-math'
import { DownloadButton } from '@/components/ui/download-button'
import type { UserSetView } from '@/lib/chain/snapshot/types'
import { mulDiv } from '@/lib/core/fixed-point'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatPercent, formatUsd } from '@/lib/core/format'
import { providerResult, type ProviderResult } from '@/lib/core/history/provider'
import { MAIN_PARTS, type MainPart } from '@/lib/core/history/returns'
import { PositionHistory } from './position-history'
import { HistoryGate, PART_NAMES } from './returns'
import { FigureRow, FigureTable, Section } from './section'
import { useOwnEvents, usePoolHistory, type PoolHistory } from './use-pool-history'
import type { Pool } from './use-pool'
import { changeOf, NONE, tokensOf, usdChange, usdOf } from './words'

/** What the connected account holds, what it cost, and where its result comes from. */
export function MyPosition({ pool }: { readonly pool: Pool }) {
  const { mine, set, price, unit } = pool
  if (mine === undefined) return null
  const value = usdOf(mine.poolSharesValue, price, unit)
  return (
    <Section title="My position" testId="my-position">
      <Figures>
        <Figure name="My deposit" explain="What withdrawing all of it would bring now" testId="pool-mine">
          {tokensOf(set, mine.poolSharesValue)}
        </Figure>
        <Figure name="in dollars">{value === undefined ? NONE : formatUsd(value)}</Figure>
        <Figure name="Share of pool">{formatPercent(fractionOf(mine.poolShares, set.pool.totalShares))}</Figure>
      </Figures>
      <Past pool={pool} mine={mine} />
    </Section>
  )
}

function Past({ pool, mine }: { readonly pool: Pool; readonly mine: UserSetView }) {
  const { set } = pool
  const own = useOwnEvents(set.clearinghouse, 'main')
  const history = usePoolHistory(set.symbol, 'day')
  const status = own.events === undefined ? own.status : history.status
  const points = own.events === undefined ? undefined : history.points
  return (
    <HistoryGate history={{ status, points, throughTime: history.throughTime }}>
      {own.events !== undefined && own.events.length > 0 ? (
        <>
          <Result pool={pool} mine={mine} events={own.events} history={history} />
          <PositionHistory set={set} events={own.events} pool="main" />
        </>
      ) : (
        <p className="text-muted text-sm">
          {mine.poolShares === 0n
            ? 'You have not deposited here yet. Cost, result and every movement will stand here when you have.'
            : 'The index has not seen your deposit yet; it will in a moment.'}
        </p>
      )}
    </HistoryGate>
  )
}

interface ResultProps {
  readonly pool: Pool
  readonly mine: UserSetView
  readonly events: NonNullable<ReturnType<typeof useOwnEvents>['events']>
  readonly history: PoolHistory
}

function Result({ pool, mine, events, history }: ResultProps) {
  const { set, unit, price } = pool
  const value = mine.poolSharesValue
  const result = useMemo(
    () => providerResult({ events, steps: history.main, rest: 'traderResults', value, unit }),
    [events, history.main, value, unit],
  )
  if (result.shares !== mine.poolShares) {
    return (
      <p role="status" className="text-muted text-sm">
        The index has not seen your last transaction yet; cost and result follow in a moment.
      </p>
    )
  }
  const worth = usdOf(value, price, unit)
  const change = worth === undefined ? undefined : worth - result.costUsd
  return (
    <>
      <Figures>
        <Figure name="Paid for it" explain="At average cost">
          {tokensOf(set, result.cost)}
        </Figure>
        <Figure name="in dollars, then" explain="At the stock’s price at each payment">
          {formatUsd(result.costUsd)}
        </Figure>
        <Figure name="Change in dollars" explain="The stock’s own move included">
          {change === undefined ? NONE : usdChange(change)}
        </Figure>
        <Figure name="Not realised">
          {changeOf(set, result.unrealised)} {set.symbol}
        </Figure>
        <Figure name="Realised" explain="Withdrawn beyond its average cost">
          {changeOf(set, result.realised)} {set.symbol}
        </Figure>
        <Figure name="Result" explain="Against simply having held the tokens" testId="provider-total">
          {changeOf(set, result.total)} {set.symbol}
        </Figure>
      </Figures>
      <Parts pool={pool} result={result} />
    </>
  )
}

interface PartsProps {
  readonly pool: Pool
  readonly result: ProviderResult<MainPart>
}

type ResultPart = MainPart | 'entryAndExit'
const RESULT_PARTS: readonly ResultPart[] = [...MAIN_PARTS, 'entryAndExit']
const NAMES: Readonly<Record<ResultPart, string>> = { ...PART_NAMES, entryAndExit: 'Entering and leaving' }

function Parts({ pool: { set, unit, price }, result }: PartsProps) {
  const cells = (tokens: bigint) => [
    changeOf(set, tokens),
    price === undefined ? NONE : usdChange(mulDiv(tokens, price, unit)),
  ]
  const shown = RESULT_PARTS.filter((part) => part !== 'badDebt' || result.parts.badDebt !== 0n)
  const rows = [
    ...shown.map((part) => ({ name: NAMES[part], tokens: result.parts[part] })),
    { name: 'Result', tokens: result.total },
  ]
  return (
    <>
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-sm font-semibold">Where it comes from</h3>
        <DownloadButton
          fileName={`${set.symbol}-pool-result`}
          what="the result by source"
          columns={[
            { name: 'Source', value: ({ name }) => name },
            { name: 'Result', unit: set.symbol, value: ({ tokens }) => toDecimal(tokens, set.decimals) },
          ]}
          rows={rows}
        />
      </div>
      <FigureTable caption="My result by source" columns={['Source', set.symbol, 'at today’s price']}>
        {shown.map((part) => (
          <FigureRow key={part} name={NAMES[part]} cells={cells(result.parts[part])} />
        ))}
        <FigureRow strong name="Result" cells={cells(result.total)} />
      </FigureTable>
      <p className="text-muted text-xs">
        Your part of what moved the pool while you were in it, by day. Trader results are what the other lines leave of
        the result, the options’ change in value and what is not indexed yet included.
      </p>
    </>
  )
}
