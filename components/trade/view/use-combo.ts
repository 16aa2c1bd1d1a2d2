'use client'

import { useMemo, useReducer } from 'react'
import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import type { RiskAccount } from '@/lib/core/risk'
import { amountText, parseAmount, significant, unitsOfUsd } from '../engine/amount'
import { accountOf, largestCombo, quoteCombo, type ComboQuote } from '../engine/combo'
import { legsOf, strategyOf, type LegDraft, type StrategyId } from '../engine/strategies'
import { comboState, type TicketState } from '../engine/ticket-state'
import type { Desk } from './use-desk'
import { costOf, paidWords, tokensOf } from './words'

export interface ComboForm {
  readonly strategy: StrategyId
  readonly drafts: readonly LegDraft[]
  readonly amount: string
  readonly unit: 'usd' | 'units'
  readonly cushionBps: number
}

/** The advanced ticket's choices and what follows from them. */
export interface Combo {
  readonly form: ComboForm
  readonly change: (change: Partial<ComboForm>) => void
  readonly account: RiskAccount | undefined
  readonly quote: ComboQuote | undefined
  /** Units of the underlying (WAD); undefined without a wallet. */
  readonly largest: Wad | undefined
  readonly state: TicketState
}

const initial: ComboForm = {
  strategy: 'condor',
  drafts: strategyOf('condor').legs,
  amount: '1000',
  unit: 'usd',
  cushionBps: 2500,
}
/** A hundredth of a unit: the shape whose multiples are tried for the largest size. */
const SHAPE: Wad = 10n ** 16n

/** Nothing is computed while the simple ticket is shown. */
export function useCombo(desk: Desk): Combo {
  const [form, change] = useReducer(reduce, initial)
  const { board, strikes, now, snapshot, userSet } = desk
  const active = desk.form.mode === 'advanced'
  const held = userSet?.account
  const account = useMemo(
    () => (active && board !== undefined ? accountOf(snapshot, board, held, now) : undefined),
    [active, snapshot, board, held, now],
  )
  const wallet = userSet?.tokenBalance
  const { slippageBps } = desk.form
  const quote = useMemo(() => {
    if (board === undefined || account === undefined) return undefined
    const typed = parseAmount(form.amount) ?? 0n
    const size = form.unit === 'units' ? typed : significant(unitsOfUsd(typed, board.spot.value), 9)
    const legs = legsOf(form.drafts, size, strikes, board.spot.value)
    if (size === 0n || legs === undefined) return undefined
    return quoteCombo({ board, account, legs, size, wallet, slippageBps, cushionBps: form.cushionBps, now })
  }, [board, account, strikes, form, wallet, slippageBps, now])
  const largest = useMemo(() => {
    if (board === undefined || account === undefined || wallet === undefined) return undefined
    const legs = legsOf(form.drafts, SHAPE, strikes, board.spot.value)
    if (legs === undefined) return undefined
    return largestCombo({ board, account, legs, size: SHAPE, wallet, slippageBps, cushionBps: 0, now }).size
  }, [board, account, strikes, form.drafts, wallet, slippageBps, now])
  return { form, change, account, quote, largest, state: comboState(desk.facts, quote, readyWords(desk, quote)) }
}

function reduce(form: ComboForm, change: Partial<ComboForm>): ComboForm {
  return { ...form, ...change }
}

/** The size field's text for a size in units. */
export function sizeText(size: Wad, unit: ComboForm['unit'], spot: Wad): string {
  return amountText(unit === 'units' ? size : mulDiv(size, spot, WAD))
}

function readyWords({ board }: Desk, quote: ComboQuote | undefined): string {
  if (board === undefined || quote === undefined) return 'Open'
  return quote.costTokens < 0n
    ? `Open · receive ${paidWords(board, tokensOf(board.set, 0n - quote.costTokens))}`
    : `Open · pay ${paidWords(board, costOf(board.set, quote.costTokens))}`
}
