import { marketTermsOf, strikeStatesOf } from '@/lib/chain/market-inputs'
import { encodeSeries } from '@/lib/chain/series'
import { max, mulDiv, mulDivUp, WAD, type Raw, type Wad } from '@/lib/core/fixed-point'
import { valueMarket, type Leg } from '@/lib/core/pricing'
import type { OrderCondition, OrderDraft } from '@/lib/flows/requests'
import { parseAmount } from './amount'
import { quoteLegs, tokenUnit, type Board } from './board'
import { strikeName } from '../view/words'

/** Orders that wait for a price: from what a trader types to what is signed. */

const BPS = 10_000n
/** How far from the quote at its price an exit still trades. A stop-loss must get out even when the price jumps past it. */
const EXIT_SLIPPAGE_BPS = { profit: 2000, loss: { received: 6000, paid: 10_000 } } as const
/** What whoever executes an order gets: one dollar's worth. */
const REWARD_USD: Wad = WAD

export interface OrderDraftInput {
  readonly board: Board
  readonly legs: readonly Leg[]
  readonly slippageBps: number
  readonly now: bigint
}

/** A typed price; undefined when there is none or it is absurd. */
export function parsePrice(text: string, board: Board): Wad | undefined {
  const price = parseAmount(text)
  if (price === undefined || price <= 0n) return undefined
  const spot = board.spot.value
  return price < spot * 10n && price * 10n > spot ? price : undefined
}

/** The condition that holds once the price has got `from` where it is, or will be, to `price`. */
export function conditionAt(board: Board, price: Wad, from = board.spot.value): OrderCondition {
  return { trigger: price < from ? 'atOrBelow' : 'atOrAbove', asset: board.market.config.asset, price }
}

export function conditionWords({ trigger, price }: Pick<OrderCondition, 'trigger' | 'price'>, symbol: string): string {
  return `${symbol} is at or ${trigger === 'atOrBelow' ? 'below' : 'above'} ${strikeName(price)}`
}

/** Opens the legs at `price`, for at most what that would cost there and the slippage. */
export function entryAt(input: OrderDraftInput, price: Wad): OrderDraft {
  const cost = quoteLegs(boardAtPrice(input.board, price), input.legs, input.now).costTokens
  return draftOf(input, price, { legs: input.legs, maxCost: costLimit(cost, input.slippageBps), reduceOnly: false })
}

export interface ExitPlan {
  readonly kind: 'profit' | 'loss'
  /** USD, WAD. */
  readonly price: Wad
  /** The entry's price, from which the exit's is reached; the present one unless said. */
  readonly from?: Wad
}

/** Closes what the legs opened once a price is reached. */
export function exitAt(input: OrderDraftInput, { kind, price, from = input.board.spot.value }: ExitPlan): OrderDraft {
  const legs = input.legs.map((leg) => ({ ...leg, quantity: 0n - leg.quantity }))
  const cost = quoteLegs(boardAtPrice(input.board, price), legs, input.now).costTokens
  const { profit, loss } = EXIT_SLIPPAGE_BPS
  const slippage = kind === 'profit' ? profit : cost > 0n ? loss.paid : loss.received
  const draft = draftOf(input, price, { legs, maxCost: costLimit(cost, slippage), reduceOnly: true }, from)
  return { ...draft, label: `${kind === 'profit' ? 'take profit' : 'stop loss'}, ${draft.label}` }
}

/** Tokens for whoever executes an order. */
export function rewardOf(board: Board): Raw {
  return mulDivUp(REWARD_USD, tokenUnit(board), board.collateral.value)
}

function draftOf(
  { board }: OrderDraftInput,
  price: Wad,
  trade: { readonly legs: readonly Leg[]; readonly maxCost: Raw; readonly reduceOnly: boolean },
  from = board.spot.value,
): OrderDraft {
  const condition = conditionAt(board, price, from)
  const market = Number(board.market.market)
  return {
    ...trade,
    label: `${trade.reduceOnly ? 'close' : 'open'} when ${conditionWords(condition, board.symbol)}`,
    legs: trade.legs.map(({ strike, isPut, quantity }) => ({
      series: encodeSeries({ market, strike, isPut }),
      quantity,
    })),
    condition,
  }
}

/** The market as it would be valued at another price. */
function boardAtPrice(board: Board, price: Wad): Board {
  const { market, volatility, spot } = board
  const valuation = valueMarket(marketTermsOf(market), price, volatility, strikeStatesOf(market))
  return { ...board, spot: { ...spot, value: price }, valuation }
}

function costLimit(cost: Raw, slippageBps: number): Raw {
  const slip = BigInt(slippageBps)
  if (cost >= 0n) return mulDivUp(cost, BPS + slip, BPS)
  return 0n - max(mulDiv(0n - cost, BPS - slip, BPS), 0n)
}
