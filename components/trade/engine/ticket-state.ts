import type { ComboBlocker } from './combo'
import type { TicketQuote } from './ticket'
import type { MissingData } from './board'

/** What the ticket's one button does next, what it says, and why it cannot be pressed. */
export interface TicketState {
  readonly action: 'connect' | 'switch' | 'faucet' | 'open' | 'none'
  readonly label: string
  /** More words, shown beside the button. */
  readonly hint?: string
  readonly busy?: boolean
}

export interface CommonFacts {
  /** Why the app must not be used (wrong deployment). */
  readonly refusal?: string | undefined
  readonly missing?: MissingData | undefined
  /** Seconds since the server last heard the node, when that is too long ago. */
  readonly silentSeconds?: number | undefined
  readonly wallet: 'disconnected' | 'connecting' | 'connected'
  readonly wrongNetwork: boolean
  /** What the chain says of the user has arrived. */
  readonly userKnown: boolean
  readonly busy: boolean
  /** The account has an open request: it can ask for nothing else. */
  readonly requested?: boolean
  /** The set is being wound up, or has been. */
  readonly settled?: boolean
  readonly paused: boolean
  readonly listed: boolean
  /** Words, when a price is too old to open. */
  readonly stale?: string | undefined
  /** Words, when the account cannot take one more position. */
  readonly full?: string | undefined
  readonly tokens: {
    readonly symbol: string
    readonly held: bigint
    /** The token gives test tokens away, and when (seconds) it does again. */
    readonly faucet: boolean
    readonly faucetReadyAt: bigint
  }
  readonly now: bigint
  /** The smallest position, written out. */
  readonly minimum: string
}

export interface TicketFacts extends CommonFacts {
  readonly isPut: boolean
  readonly ticket: TicketQuote | undefined
  /** The tokens that the ticket costs, written out; "about" where the price is yet to come. */
  readonly paid: string
}

const MISSING: Record<MissingData, string> = {
  chain: 'Loading markets',
  market: 'This market does not exist',
  price: 'Waiting for a price',
  collateral: 'Waiting for the collateral’s price',
  volatility: 'Waiting for the volatility',
}

/** The first thing in the way decides. */
export function ticketState(facts: TicketFacts): TicketState {
  return commonState(facts) ?? sizeState(facts) ?? readyState(facts)
}

/** What is in the way of any trade, whatever it is; undefined: nothing. */
export function commonState(facts: CommonFacts): TicketState | undefined {
  return dataState(facts) ?? walletState(facts) ?? marketState(facts)
}

/** The button of a combination. `ready`: what it says when nothing is in the way. */
export function comboState(
  facts: CommonFacts,
  combo: { readonly blocker: ComboBlocker | undefined } | undefined,
  ready: string,
): TicketState {
  const common = commonState(facts)
  if (common !== undefined) return common
  if (combo === undefined) return none('Enter a size', 'Each leg needs a strike of its own.')
  if (combo.blocker === undefined) return { action: 'open', label: ready }
  const [label, hint] = BLOCKERS[combo.blocker]
  return none(label.replace('{symbol}', facts.tokens.symbol), hint.replace('{minimum}', facts.minimum))
}

/** The contract's refusals before it is asked, in words: what is wrong, what to do. */
const BLOCKERS: Readonly<Record<ComboBlocker, readonly [label: string, hint: string]>> = {
  funds: [
    'Not enough {symbol}',
    'Cost and margin need more than your wallet and account hold. Trade less, or cap the loss.',
  ],
  InsufficientMargin: ['Not enough {symbol}', 'The account could not pay the cost and the first day’s funding.'],
  BelowInitialMargin: ['Not enough margin', 'Written options need more margin. Pay in more, write less, or buy cover.'],
  BookTooSkewed: ['Too much', 'The market would lean too far to one side. Try a smaller size.'],
  CapacityExceeded: ['Too much', 'The pool cannot carry that much risk now. Try a smaller size.'],
  BelowMinimumNotional: ['Too little', 'Every leg must be at least {minimum} of the underlying.'],
  TooManyPositions: ['Too many positions', 'An account holds at most 8 positions. Close one first.'],
}

function dataState({ refusal, missing, silentSeconds, busy }: CommonFacts): TicketState | undefined {
  if (refusal !== undefined) return none('Trading is off', refusal)
  if (missing !== undefined)
    return { ...none(MISSING[missing], 'This page fills in by itself when the data arrive.'), busy: true }
  if (silentSeconds !== undefined) {
    return none(
      'Node unreachable',
      `Last data is ${silentSeconds} s old. Trading returns by itself when the node answers.`,
    )
  }
  return busy ? { ...none('Transaction under way'), busy: true } : undefined
}

function walletState({ wallet, wrongNetwork, userKnown, tokens, now }: CommonFacts): TicketState | undefined {
  if (wallet === 'disconnected') return { action: 'connect', label: 'Connect wallet' }
  if (wallet === 'connecting') return { ...none('Connecting'), busy: true }
  if (wrongNetwork) return { action: 'switch', label: 'Switch network', hint: 'Your wallet is on another network.' }
  if (!userKnown) return { ...none('Reading your balances'), busy: true }
  if (tokens.held > 0n) return undefined
  if (!tokens.faucet) return none(`No ${tokens.symbol}`, `Your wallet holds no ${tokens.symbol}.`)
  if (tokens.faucetReadyAt > now) return none(`No ${tokens.symbol}`, 'The faucet gives again later.')
  return { action: 'faucet', label: `Get test ${tokens.symbol}`, hint: 'Free demo tokens to trade with.' }
}

/** Why an account with an open request can neither trade nor withdraw. */
export const REQUESTED_WORDS =
  'This account has asked for a trade that has not been executed yet. Until it has, or has lapsed and been ended, nothing else can be traded or withdrawn.'

function marketState({ requested, settled, paused, listed, stale, full }: CommonFacts): TicketState | undefined {
  if (requested === true) return none('Request under way', REQUESTED_WORDS)
  if (settled === true) return none('This market has ended', 'It is being settled: see your margin for what to do.')
  if (paused) return none('Opening is paused', 'Positions can be closed and margin withdrawn.')
  if (!listed) return none('Close only', 'This market is being retired.')
  if (stale !== undefined) return none('Price too old', stale)
  return full === undefined ? undefined : none('Too many positions', full)
}

function sizeState({ ticket, minimum, tokens }: TicketFacts): TicketState | undefined {
  if (ticket === undefined) return none('Enter an amount')
  if (ticket.tooSmall) return none('Too little', `A position is at least ${minimum} of the underlying.`)
  switch (ticket.violated) {
    case 'funds':
      return none(`Not enough ${tokens.symbol}`, 'Your tokens must pay the cost and the first day’s funding.')
    case 'capacity':
      return none('Too much', 'The pool cannot carry that much risk now. Try a smaller size.')
    case 'skew':
      return none('Too much', 'The market would lean too far to one side. Try a smaller size.')
    case undefined:
      return undefined
  }
}

function readyState({ isPut, paid }: TicketFacts): TicketState {
  return { action: 'open', label: `Open ${isPut ? 'short' : 'long'} · pay ${paid}` }
}

function none(label: string, hint?: string): TicketState {
  return { action: 'none', label, ...(hint === undefined ? {} : { hint }) }
}
