import { describe, expect, it } from 'vitest'
import type { Snapshot } from '@/lib/chain/snapshot/types'
import { encodeSeries } from '@/lib/chain/series'
import { mulDiv, WAD } from '@/lib/core/fixed-point'
import { healthOf, type RiskAccount } from '@/lib/core/risk'
import type { PositionView } from '@/lib/chain/snapshot/types'
import { wadNumber } from './closing'
import { accountOf, largestCombo, quoteCombo, type ComboInput } from './combo'
import { legsOf, strategiesFor, strategyOf, type StrategyId } from './strategies'
import { addStrike } from '@/lib/core/pricing'
import { testLive, testNow, testOverview, withSet } from '@/lib/server/testing/overview'
import { amountText, largest, parseAmount, significant } from './amount'
import { afterLeg, basesOf, type TradeLegEntry } from './basis'
import { boardOf, chainClock, quoteLegs, type Board } from './board'
import { maxQuantity, needsOf, poolLimit, violatedLimit, type Funds } from './limits'
import { leavesDust, livePosition, partOf, withdrawable } from './positions'
import { nearestStrike, strikeChoices } from './strikes'
import { quoteTicket, runwayOf, type TicketInput } from './ticket'
import { ticketState, type TicketFacts } from './ticket-state'

const snapshot: Snapshot = {
  chainId: 31_337,
  demo: true,
  rpcUrl: '',
  lens: '0x0000000000000000000000000000000000000001',
  overview: testOverview,
  prices: testLive,
  chainHeardAt: Number(testNow) * 1000,
  pricesHeardAt: Number(testNow) * 1000,
}
const week = { setIndex: 0, asset: 0, period: 604_800 }
const now = testNow
const leg = { strike: 65_000n * WAD, isPut: false }
const funds: Funds = { wallet: 10n * WAD, cash: 0n, fundingOwed: 0n, fundingPerYear: 0n }

function boardAt(state: Snapshot = snapshot): Board {
  const board = boardOf(state, week)
  if (typeof board === 'string') throw new Error(board)
  return board
}

const board = boardAt()
const call70 = encodeSeries({ market: 0, strike: 70_000n * WAD, isPut: false })

function accountWith(positions: readonly PositionView[], cash = 10n * WAD): RiskAccount {
  const account = accountOf(snapshot, board, { cash, positions }, now)
  if (account === undefined) throw new Error('no prices')
  return account
}

function comboOf(strategy: StrategyId, wallet = 40n * WAD, size = WAD / 50n) {
  const strikes = strikeChoices(board.set, board.market, board.spot.value)
  const legs = legsOf(strategyOf(strategy).legs, size, strikes, board.spot.value) ?? []
  const account = accountWith([], 0n)
  const input: ComboInput = { board, account, legs, size, wallet, slippageBps: 300, cushionBps: 2500, now }
  return { input, quote: quoteCombo(input) }
}

describe('combinations', () => {
  it('cost, margin and bounds fit together', () => {
    const debit = comboOf('callDebit').quote
    expect(debit.costTokens).toBeGreaterThan(0n)
    expect(debit.bounds.loss).toBeCloseTo(wadNumber(debit.costUsd), 6)
    expect(debit.bounds.gain).toBeGreaterThan(0)
    const condor = comboOf('condor').quote
    expect(condor.costTokens).toBeLessThan(0n)
    expect(condor.perDayUsd).toBeLessThan(0n)
    expect(condor.blocker).toBeUndefined()
    expect(condor.bounds.loss).toBeDefined()
    expect(comboOf('straddleWritten').quote.bounds.loss).toBeUndefined()
    expect(comboOf('straddle').quote.breakEvens).toHaveLength(2)
  })

  it('pay in what the initial margin needs and the cushion on top', () => {
    const { deposit, after, written } = comboOf('straddleWritten').quote
    expect(written).toBe(true)
    expect(after.openingEquity * 10_000n).toBeGreaterThanOrEqual(after.initialMargin * 12_500n)
    expect(deposit).toBeGreaterThan(0n)
  })

  it('say when the wallet does not suffice, and what does', () => {
    expect(comboOf('straddleWritten', WAD / 1000n).quote.blocker).toBe('funds')
    const { input } = comboOf('straddleWritten')
    const most = largestCombo(input).size
    expect(most).toBeGreaterThan(0n)
    const legs = input.legs.map((leg) => ({ ...leg, quantity: mulDiv(leg.quantity, most * 2n, input.size) }))
    expect(quoteCombo({ ...input, legs, size: most * 2n }).blocker).toBeDefined()
  })

  it('offer a covered call only on the stock that is the margin', () => {
    expect(strategiesFor(0, 2).some(({ id }) => id === 'covered')).toBe(false)
    expect(strategiesFor(2, 2).some(({ id }) => id === 'covered')).toBe(true)
  })
})
const input: TicketInput = {
  board,
  leg,
  amount: WAD,
  unit: 'tokens',
  funds,
  slippageBps: 300,
  reserve: 7n * 86_400n,
  now,
}

describe('board', () => {
  it('takes the fresher of the live price and the one on chain', () => {
    expect(board.spot.value).toBe(65_100n * WAD)
    expect(board.collateral.value).toBe(400n * WAD)
  })

  it('says what is missing', () => {
    const { overview: _, ...empty } = snapshot
    expect(boardOf(empty, week)).toBe('chain')
    expect(boardOf(snapshot, { ...week, period: 1 })).toBe('market')
    const unpriced = testOverview.assets.map((asset) => ({ ...asset, priceOk: false }))
    expect(boardOf({ ...snapshot, prices: [], overview: { ...testOverview, assets: unpriced } }, week)).toBe('price')
    expect(boardOf({ ...snapshot, overview: { ...testOverview, assets: unpriced } }, week)).toBe('collateral')
    const calm = testOverview.assets.map((asset) => ({ ...asset, volatility: 0n }))
    expect(boardOf({ ...snapshot, overview: { ...testOverview, assets: calm } }, week)).toBe('volatility')
  })

  it('never runs behind the chain', () => {
    expect(chainClock(testOverview, 0)).toBe(testNow)
    expect(chainClock(testOverview, Number(testNow) + 9)).toBe(testNow + 9n)
  })
})

describe('amounts', () => {
  it('are read as typed, with point or comma, and cut to the token', () => {
    expect(parseAmount('0,5')).toBe(WAD / 2n)
    expect(parseAmount('.25')).toBe(WAD / 4n)
    expect(parseAmount('1.2345678', 6)).toBe(1_234_567n)
    expect(parseAmount('')).toBeUndefined()
    expect(parseAmount('.')).toBeUndefined()
    expect(parseAmount('1e3')).toBeUndefined()
  })

  it('are cut, not rounded', () => {
    expect(significant(1_999_999n, 2)).toBe(1_900_000n)
    expect(amountText((2n * WAD) / 3n)).toBe('0.666666')
  })

  it('search the largest that fits', () => {
    const found = largest(10n ** 20n, (value) => value <= 12_345_678n * 10n ** 10n)
    expect(found <= 12_345_678n * 10n ** 10n).toBe(true)
    expect(found > 12_345_000n * 10n ** 10n).toBe(true)
    expect(largest(5n, () => true)).toBe(5n)
    expect(largest(0n, () => true)).toBe(0n)
  })
})

describe('strikes', () => {
  it('are the grid within range and every strike in use', () => {
    const choices = strikeChoices(board.set, board.market, board.spot.value)
    expect(choices[0]!.strike).toBe(53_000n * WAD)
    expect(choices.at(-1)!.strike).toBe(78_000n * WAD)
    expect(choices.find(({ strike }) => strike === 70_000n * WAD)!.active).toBe(true)
    expect(nearestStrike(choices, board.spot.value)).toBe(65_000n * WAD)
    const far = strikeChoices(board.set, board.market, 200_000n * WAD)
    expect(far[0]!.strike).toBe(60_000n * WAD)
  })

  it('are only those in use when the list is full', () => {
    const full = Array.from({ length: 32 }, (_, i) => ({
      strike: BigInt(50 + i) * 10n ** 9n,
      netCalls: 1n,
      netPuts: 0n,
      positions: 1,
    }))
    expect(strikeChoices(board.set, { ...board.market, strikes: full }, board.spot.value)).toHaveLength(32)
    expect(nearestStrike([], WAD)).toBeUndefined()
  })
})

describe('ticket', () => {
  it('spends at most the tokens given, and nearly all of them', () => {
    const ticket = quoteTicket(input)!
    expect(ticket.paidTokens <= WAD).toBe(true)
    expect(ticket.paidTokens > (WAD * 9999n) / 10_000n).toBe(true)
    expect(ticket.paidUsd).toBe(ticket.quote.premium + ticket.quote.fee)
    expect(ticket.violated).toBeUndefined()
  })

  it('converts USD and units', () => {
    expect(quoteTicket({ ...input, unit: 'units', amount: WAD / 10n })!.quantity).toBe(WAD / 10n)
    const usd = quoteTicket({ ...input, unit: 'usd', amount: 6510n * WAD })!
    expect(usd.quantity).toBe(WAD / 10n)
    expect(usd.notionalUsd).toBe(6510n * WAD)
    expect(quoteTicket({ ...input, amount: 0n })).toBeUndefined()
  })

  it('breaks even above the price for a call and below it for a put', () => {
    expect(quoteTicket(input)!.breakEven).toBeGreaterThan(65_100)
    expect(quoteTicket({ ...input, leg: { ...leg, isPut: true } })!.breakEven).toBeLessThan(65_100)
  })

  it('pays in cost, slippage and the reserve, but never more than the wallet holds', () => {
    const rich = quoteTicket({ ...input, funds: { ...funds, wallet: 1000n * WAD } })!
    expect(rich.runwaySeconds).toBeGreaterThan(7 * 86_400)
    expect(rich.maxLossTokens).toBe(rich.deposit)
    const tight = quoteTicket({ ...input, amount: WAD, funds: { ...funds, wallet: (WAD * 13n) / 10n } })!
    expect(tight.deposit).toBe((WAD * 13n) / 10n)
    expect(quoteTicket({ ...input, funds: { ...funds, cash: 100n * WAD } })!.deposit).toBe(0n)
  })

  it('pays in what whoever executes it gets, where trades are executed at the next price', () => {
    const execution = [{ delay: 3n, window: 60n }]
    const asked = boardAt({ ...snapshot, overview: { ...testOverview, execution } })
    const input = { leg, amount: WAD / 50n, unit: 'units', funds, slippageBps: 300, reserve: 0n, now } as const
    const atOnce = quoteTicket({ ...input, board })!
    const later = quoteTicket({ ...input, board: asked })!
    // 0.10 USD at 400 USD a token, and 2 % more.
    expect(later.deposit - atOnce.deposit).toBe(((WAD / 4000n) * 102n) / 100n)
    expect(later.cashAfter).toBeGreaterThanOrEqual(atOnce.cashAfter)
    const exact = { ...funds, wallet: atOnce.deposit }
    expect(violatedLimit({ board, quote: atOnce.quote, funds: exact, slippageBps: 300, now })).toBeUndefined()
    expect(violatedLimit({ board: asked, quote: later.quote, funds: exact, slippageBps: 300, now })).toBe('funds')
  })

  it('knows how long money lasts', () => {
    expect(runwayOf(WAD, 365n * WAD)).toBe(86_400)
    expect(runwayOf(WAD, 0n)).toBeUndefined()
    expect(runwayOf(0n - WAD, WAD)).toBe(0)
  })
})

describe('the largest size', () => {
  it('is bound by the funds, and a little more does not fit', () => {
    const most = maxQuantity({ board, leg, funds, slippageBps: 300, now })
    expect(most.limit).toBe('funds')
    const check = (quantity: bigint) =>
      violatedLimit({ board, quote: quoteLegs(board, [{ ...leg, quantity }], now), funds, slippageBps: 300, now })
    expect(check(most.quantity)).toBeUndefined()
    expect(check((most.quantity * 100_001n) / 100_000n)).toBe('funds')
    const needs = needsOf({
      board,
      quote: quoteLegs(board, [{ ...leg, quantity: most.quantity }], now),
      funds,
      slippageBps: 300,
      now,
      runway: 86_400n,
    })
    expect(needs.costLimit + needs.runway <= funds.wallet).toBe(true)
    expect(needs.costLimit + needs.runway > (funds.wallet * 9999n) / 10_000n).toBe(true)
  })

  it('is bound by the pool for somebody without limits', () => {
    const rich = { ...funds, wallet: 10n ** 9n * WAD }
    const most = maxQuantity({ board, leg, funds: rich, slippageBps: 300, now })
    expect(['capacity', 'skew']).toContain(most.limit)
    expect(maxQuantity({ board, leg, funds: undefined, slippageBps: 300, now }).quantity).toBe(most.quantity)
    const small = boardAt({
      ...snapshot,
      overview: withSet({ pool: { ...testOverview.sets[0]!.pool, cash: 100n * WAD } }),
    })
    expect(maxQuantity({ board: small, leg, funds: rich, slippageBps: 300, now }).limit).toBe('capacity')
  })

  it('lets pass what lessens a risk above the limit', () => {
    const poor = boardAt({ ...snapshot, overview: withSet({ pool: { ...testOverview.sets[0]!.pool, cash: 0n } }) })
    const put = quoteLegs(poor, [{ strike: 60_000n * WAD, isPut: true, quantity: WAD / 10n }], now)
    const call = quoteLegs(poor, [{ strike: 70_000n * WAD, isPut: false, quantity: WAD / 10n }], now)
    expect(
      [poolLimit(poor, put), poolLimit(poor, call)].filter((limit) => limit === 'capacity').length,
    ).toBeGreaterThan(0)
  })
})

const entry = (changes: Partial<TradeLegEntry>): TradeLegEntry => ({
  name: 'BTC-7D-70000-C',
  series: '1',
  quantity: '1',
  premium: '1000',
  fee: '10',
  funding: '0',
  spot: '65000',
  collateralPrice: '400',
  ...changes,
})

describe('profit and loss', () => {
  it('keeps the average cost of what is still held', () => {
    const bought = afterLeg(afterLeg(zero, entry({})), entry({ premium: '2000', funding: '6' }))
    expect(bought).toMatchObject({ quantity: 2n * WAD, premium: 3000n * WAD, fees: 20n * WAD, funding: 6n * WAD })
    const half = afterLeg(bought, entry({ quantity: '-1', premium: '-1400', funding: '4' }))
    expect(half).toMatchObject({ quantity: WAD, premium: 1500n * WAD, fees: 10n * WAD, funding: 5n * WAD })
    expect(afterLeg(half, entry({ quantity: '-1' }))).toEqual(zero)
    const trade = { transactionHash: '0x', blockTime: null, exhausted: false, costTokens: '1', fundingTokens: '0' }
    const bases = basesOf([{ ...trade, collateral: 'dTSLA', legs: [entry({})] }], 'dTSLA')
    expect(bases.get('1')!.tokens).toBe((1010n * WAD) / 400n)
    expect(basesOf([{ ...trade, collateral: 'other', legs: [entry({})] }], 'dTSLA').size).toBe(0)
  })

  it('counts what writing brought, and turns with the position', () => {
    const written = afterLeg(zero, { ...sample, quantity: '-2', premium: '-100', fee: '4' })
    expect(written).toMatchObject({ quantity: -2n * WAD, premium: -100n * WAD, fees: 4n * WAD })
    expect(afterLeg(written, { ...sample, quantity: '1' })).toMatchObject({ quantity: 0n - WAD, premium: -50n * WAD })
    const turned = afterLeg(written, { ...sample, quantity: '4', premium: '200', fee: '8' })
    expect(turned).toMatchObject({ quantity: 2n * WAD, premium: 100n * WAD, fees: 4n * WAD })
  })

  it('adds up to the tokens gained at their price now', () => {
    const id = encodeSeries({ market: 0, strike: 70_000n * WAD, isPut: false })
    const position = { series: id, quantity: WAD, entryIndex: 0n }
    const basis = afterLeg(zero, entry({ collateralPrice: '500' }))
    const live = livePosition(board, position, basis, now)!
    const { premium, funding, fees, collateral, total } = live.profit!
    expect(premium + funding + fees + collateral).toBe(total)
    expect(funding).toBe(0n - live.fundingOwed)
    expect(live.fundingOwed).toBeGreaterThan(0n)
    // Paid 1010 USD in tokens of 500 USD that are 400 USD now: they would have lost a fifth.
    expect(collateral).toBe(202n * WAD)
    const gained = live.valueUsd - (basis.tokens * 400n * WAD) / WAD - live.fundingOwed
    expect(total).toBe(gained)
    expect(livePosition(board, { ...position, quantity: 2n * WAD }, basis, now)!.profit).toBeUndefined()
    expect(livePosition(board, { ...position, series: 1n << 49n }, basis, now)).toBeUndefined()
  })

  it('shows what was written at what buying it back costs', () => {
    const held = { series: call70, quantity: 0n - WAD / 50n, entryIndex: 0n }
    const position = livePosition(board, held, undefined, now)
    expect(position?.valueUsd).toBeLessThan(0n)
    expect(position?.closing.costTokens).toBeGreaterThan(0n)
    expect(leavesDust(board, held.quantity, held.quantity)).toBe(false)
  })

  it('closes in parts that leave no dust', () => {
    expect(partOf(WAD, 25)).toBe(WAD / 4n)
    expect(partOf(WAD + 1n, 100)).toBe(WAD + 1n)
    expect(leavesDust(board, WAD, WAD)).toBe(false)
    expect(leavesDust(board, WAD, WAD - 10n ** 15n)).toBe(true)
  })

  it('keeps a runway in the margin', () => {
    expect(withdrawable(accountWith([]))).toBe(10n * WAD)
    const bought = withdrawable(accountWith([{ series: call70, quantity: WAD, entryIndex: 0n }]))
    expect(bought).toBeLessThanOrEqual(10n * WAD)
  })

  it('keeps the initial margin of written options', () => {
    const account = accountWith([{ series: call70, quantity: 0n - WAD / 50n, entryIndex: 0n }])
    const free = withdrawable(account)
    const { openingEquity, initialMargin } = healthOf({ ...account, cash: account.cash - free })
    expect(openingEquity).toBeGreaterThanOrEqual(initialMargin)
    expect(free).toBeLessThan(10n * WAD)
  })
})

const sample: TradeLegEntry = {
  name: '',
  series: '1',
  quantity: '1',
  premium: '0',
  fee: '0',
  funding: '0',
  spot: '1',
  collateralPrice: '1',
}
const zero = { quantity: 0n, premium: 0n, fees: 0n, funding: 0n, tokens: 0n }

describe('the button', () => {
  const facts: TicketFacts = {
    wallet: 'connected',
    wrongNetwork: false,
    userKnown: true,
    busy: false,
    paused: false,
    listed: true,
    tokens: { symbol: 'dTSLA', held: WAD, faucet: true, faucetReadyAt: 0n },
    now,
    isPut: false,
    ticket: quoteTicket(input),
    paid: '1 dTSLA',
    minimum: '$100',
  }
  const label = (changes: Partial<TicketFacts>) => ticketState({ ...facts, ...changes }).label

  it('says the next step, and the first thing in its way', () => {
    expect(label({})).toBe('Open long · pay 1 dTSLA')
    expect(label({ isPut: true })).toBe('Open short · pay 1 dTSLA')
    expect(label({ refusal: 'wrong chain', wallet: 'disconnected' })).toBe('Trading is off')
    expect(label({ missing: 'chain' })).toBe('Loading markets')
    expect(label({ silentSeconds: 30 })).toBe('Node unreachable')
    expect(label({ busy: true })).toBe('Transaction under way')
    expect(label({ wallet: 'disconnected' })).toBe('Connect wallet')
    expect(label({ wallet: 'connecting' })).toBe('Connecting')
    expect(label({ wrongNetwork: true })).toBe('Switch network')
    expect(label({ userKnown: false })).toBe('Reading your balances')
    const empty = { ...facts.tokens, held: 0n }
    expect(label({ tokens: empty })).toBe('Get test dTSLA')
    expect(label({ tokens: { ...empty, faucetReadyAt: now + 1n } })).toBe('No dTSLA')
    expect(label({ tokens: { ...empty, faucet: false } })).toBe('No dTSLA')
    expect(label({ paused: true })).toBe('Opening is paused')
    expect(label({ listed: false })).toBe('Close only')
    expect(label({ stale: 'old' })).toBe('Price too old')
    expect(label({ full: 'full' })).toBe('Too many positions')
    expect(label({ ticket: undefined })).toBe('Enter an amount')
  })

  it('says that an open request is in the way', () => {
    expect(ticketState({ ...facts, requested: true })).toMatchObject({ action: 'none', label: 'Request under way' })
  })

  it('names the limit that a size is above', () => {
    const ticket = quoteTicket(input)!
    expect(label({ ticket: { ...ticket, tooSmall: true } })).toBe('Too little')
    expect(label({ ticket: { ...ticket, violated: 'funds' } })).toBe('Not enough dTSLA')
    expect(label({ ticket: { ...ticket, violated: 'capacity' } })).toBe('Too much')
    expect(label({ ticket: { ...ticket, violated: 'skew' } })).toBe('Too much')
  })
})

describe('profit at once', () => {
  it('is what closing would bring: at the price of the moment, no more than the fees are lost, however large the size', () => {
    for (const isPut of [false, true]) {
      for (const amount of [WAD, 100n * WAD]) {
        const ticket = quoteTicket({ ...input, leg: { ...leg, isPut }, amount })!
        const calls = isPut ? 0n : ticket.quantity
        const valuation = addStrike(board.valuation, leg.strike, calls, ticket.quantity - calls)
        const opened = { ...board, valuation }
        const back = quoteLegs(opened, [{ ...leg, isPut, quantity: 0n - ticket.quantity }], now)
        const profit = 0n - back.premium - back.fee - ticket.paidUsd
        expect(ticket.profitAt(65_100)).toBeCloseTo(Number(profit) / 1e18, 2)
        expect(ticket.profitAt(65_100)).toBeLessThan(0)
      }
    }
  })

  it('is nothing at the break-even, which lies beyond the price', () => {
    for (const isPut of [false, true]) {
      const { profitAt, breakEven } = quoteTicket({ ...input, leg: { ...leg, isPut } })!
      expect(profitAt(breakEven!)).toBeCloseTo(0, 4)
      expect(isPut ? breakEven! < 65_100 : breakEven! > 65_100).toBe(true)
    }
  })
})
