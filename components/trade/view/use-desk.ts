'use client'

import { useMemo, useReducer } from 'react'
import { ageOf } from '@/lib/chain/market-inputs'
import { encodeSeries } from '@/lib/chain/series'
import type { Snapshot, UserSetView } from '@/lib/chain/snapshot/types'
import { formatDuration, formatUsd } from '@/lib/core/format'
import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { useMarketData, useNow } from '@/lib/query/market-data'
import { useFlow, useWallet, type WalletState } from '@/lib/query/wallet'
import { parseAmount, type AmountUnit } from '../engine/amount'
import { boardOf, chainClock, type Board, type MarketChoice, type MissingData } from '../engine/board'
import { maxQuantity, type Funds, type MaxQuantity } from '../engine/limits'
import { nearestStrike, strikeChoices, type StrikeChoice } from '../engine/strikes'
import { quoteTicket, type TicketQuote } from '../engine/ticket'
import { ticketState, type CommonFacts, type TicketState } from '../engine/ticket-state'
import { costOf, paidWords } from './words'

/** What the visitor has chosen. */
export interface TicketForm extends MarketChoice {
  /** Buy one option, or choose strategy and legs. */
  readonly mode: 'simple' | 'advanced'
  readonly isPut: boolean
  readonly amount: string
  readonly unit: AmountUnit
  /** Percent of the largest size, which moves with the price; undefined: `amount` counts. */
  readonly share: number | undefined
  /** Undefined: the strike nearest to the price. */
  readonly strike: Wad | undefined
  readonly slippageBps: number
  readonly reserveDays: number
  /** Trade now, or by a signed order once the price is `at`; exits as typed. */
  readonly when: 'now' | 'price'
  readonly at: string
  readonly profit: string
  readonly loss: string
  /** How long the order is valid. */
  readonly days: number
}

/** Everything that the page shows of the chosen market, computed once for all its parts. */
export interface Desk {
  readonly snapshot: Snapshot
  readonly form: TicketForm
  readonly change: (change: Partial<TicketForm>) => void
  readonly board: Board | undefined
  readonly missing: MissingData | undefined
  /** The chain's clock in seconds; the newest block's time before the page runs. */
  readonly now: bigint
  readonly strikes: readonly StrikeChoice[]
  readonly strike: Wad | undefined
  readonly ticket: TicketQuote | undefined
  /** Undefined without a wallet. */
  readonly most: MaxQuantity | undefined
  readonly state: TicketState
  /** What is in the way of any trade. */
  readonly facts: CommonFacts
  readonly wallet: WalletState
  readonly userSet: UserSetView | undefined
  /** The account of the chosen set has an open request. */
  readonly requested: boolean
}

const MAX_POSITIONS = 8
const SILENT_SECONDS = 15
const DAY = 86_400

export function useDesk(): Desk {
  const { snapshot } = useMarketData()
  const wallet = useWallet()
  const seconds = useNow()
  const flow = useFlow()
  const [form, change] = useReducer(reduceForm, snapshot, initialForm)
  const { setIndex, asset, period, isPut } = form
  const found = useMemo(() => boardOf(snapshot, { setIndex, asset, period }), [snapshot, setIndex, asset, period])
  const board = typeof found === 'string' ? undefined : found
  const missing = typeof found === 'string' ? found : undefined
  const now = board === undefined ? BigInt(seconds) : chainClock(board.overview, seconds)
  const strikes = useMemo(
    () => (board === undefined ? [] : strikeChoices(board.set, board.market, board.spot.value)),
    [board],
  )
  const strike = strikes.find((choice) => choice.strike === form.strike)?.strike ?? nearestOf(strikes, board)
  const userSet = wallet.status === 'connected' ? wallet.user?.sets[setIndex] : undefined
  const requested = userSet !== undefined && wallet.user?.requests?.[setIndex] === true
  const funds = useMemo(() => (userSet === undefined ? undefined : fundsOf(userSet)), [userSet])
  const { slippageBps, reserveDays } = form
  const most = useMemo(() => {
    if (board === undefined || strike === undefined || funds === undefined) return undefined
    return maxQuantity({ board, leg: { strike, isPut }, funds, slippageBps, now })
  }, [board, strike, isPut, funds, slippageBps, now])
  const { amount, unit } = sizeOf(form, board, most)
  const ticket = useMemo(() => {
    if (board === undefined || strike === undefined) return undefined
    const reserve = BigInt(reserveDays * DAY)
    return quoteTicket({ board, leg: { strike, isPut }, amount, unit, funds, slippageBps, reserve, now })
  }, [board, strike, isPut, amount, unit, funds, slippageBps, reserveDays, now])
  const desk = {
    snapshot,
    form,
    change,
    board,
    missing,
    now,
    strikes,
    strike,
    ticket,
    most,
    wallet,
    userSet,
    requested,
  }
  const facts = factsOf(desk, seconds, flow?.status === 'running')
  const paid = board === undefined || ticket === undefined ? '' : paidWords(board, costOf(board.set, ticket.paidTokens))
  const full = fullWords(desk)
  return { ...desk, facts, state: ticketState({ ...facts, full, isPut, ticket, paid }) }
}

function reduceForm(form: TicketForm, change: Partial<TicketForm>): TicketForm {
  const leavesMarket =
    (change.asset !== undefined && change.asset !== form.asset) ||
    (change.setIndex !== undefined && change.setIndex !== form.setIndex)
  return { ...form, ...(leavesMarket ? { strike: undefined, at: '', profit: '', loss: '' } : {}), ...change }
}

function initialForm({ overview }: Snapshot): TicketForm {
  const config = overview?.sets[0]?.markets[0]?.config
  return {
    mode: 'simple',
    setIndex: 0,
    asset: config?.asset ?? 0,
    period: config?.period ?? 7 * DAY,
    isPut: false,
    amount: '1',
    unit: 'tokens',
    share: undefined,
    strike: undefined,
    slippageBps: 300,
    reserveDays: 7,
    when: 'now',
    at: '',
    profit: '',
    loss: '',
    days: 7,
  }
}

function nearestOf(strikes: readonly StrikeChoice[], board: Board | undefined): Wad | undefined {
  return board === undefined ? undefined : nearestStrike(strikes, board.spot.value)
}

function sizeOf(form: TicketForm, board: Board | undefined, most: MaxQuantity | undefined) {
  if (form.share !== undefined && most !== undefined) {
    return { amount: mulDiv(most.quantity, BigInt(form.share), 100n), unit: 'units' as const }
  }
  const decimals = form.unit === 'tokens' ? (board?.set.decimals ?? 18) : 18
  return { amount: parseAmount(form.amount, decimals) ?? 0n, unit: form.unit }
}

function fundsOf({ tokenBalance, account }: UserSetView): Funds {
  const { cash, fundingOwed, fundingPerYear } = account
  return { wallet: tokenBalance, cash, fundingOwed, fundingPerYear }
}

type Known = Omit<Desk, 'state' | 'facts'>

function factsOf(desk: Known, seconds: number, busy: boolean): CommonFacts {
  const { snapshot, board, missing, wallet, userSet, requested, now } = desk
  const silent = seconds - Math.floor(snapshot.chainHeardAt / 1000)
  const set = board?.set
  return {
    refusal: snapshot.refusal,
    missing,
    silentSeconds: seconds > 0 && silent > SILENT_SECONDS ? silent : undefined,
    wallet: wallet.status,
    wrongNetwork: wallet.wrongNetwork,
    userKnown: userSet !== undefined,
    busy,
    requested,
    settled: (snapshot.overview?.settlements?.[desk.form.setIndex]?.settledAt ?? 0n) > 0n,
    paused: set?.openingsPaused ?? false,
    listed: board?.market.config.listed ?? true,
    stale: board === undefined ? undefined : staleWords(board, now),
    tokens: {
      symbol: set?.symbol ?? '',
      held: (userSet?.tokenBalance ?? 0n) + (userSet?.account.cash ?? 0n),
      faucet: (userSet?.faucetAmount ?? 0n) > 0n,
      faucetReadyAt: userSet?.faucetReadyAt ?? 0n,
    },
    now,
    minimum: formatUsd(BigInt(set?.terms.minimumNotional ?? 0) * WAD),
  }
}

/** Why prices are too old to open at, in words. */
export function staleWords({ spot, collateral, set, symbol, stock }: Board, now: bigint): string | undefined {
  const { maxAgeOpen, maxAgeCollateralOpen } = set.terms
  const say = (name: string, age: bigint, limit: number) =>
    `The price of ${name} is ${formatDuration(Number(age))} old; opening needs one of at most ${formatDuration(limit)}.`
  const spotAge = ageOf(spot, now)
  if (spotAge > BigInt(maxAgeOpen)) return say(symbol, spotAge, maxAgeOpen)
  const collateralAge = ageOf(collateral, now)
  return collateralAge > BigInt(maxAgeCollateralOpen) ? say(stock, collateralAge, maxAgeCollateralOpen) : undefined
}

function fullWords({ userSet, board, strike, form }: Known): string | undefined {
  const positions = userSet?.account.positions ?? []
  if (positions.length < MAX_POSITIONS || board === undefined || strike === undefined) return undefined
  const series = encodeSeries({ market: Number(board.market.market), strike, isPut: form.isPut })
  if (positions.some((position) => position.series === series)) return undefined
  return `An account holds at most ${MAX_POSITIONS} positions. Close one first.`
}
