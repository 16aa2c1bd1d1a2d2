import { divTrunc } from '@/lib/core/fixed-point'
import { decodeSeries } from '@/lib/chain/series'
import type { Holding } from '../diary'
import { claimAndPay, close, open, remaining, withdraw, type Move } from '../moves'
import { cashUsd, markets, priceOf, type Scene } from '../scene'
import { legOf, limitFor, marketOf, optionAt, pick, valueOf, type Option } from './estimate'

/** What traders do when they look at the market: at most one thing. */

const DAY = 86_400
const MOST_HOLDINGS = 3
const LONGEST_BUSY = 12 * DAY
/** USD. */
const TYPICAL_PREMIUM = 900
/** Of what written options need, a careful writer uses so much; a gambler nearly all. */
const CAREFUL = 0.35
const RECKLESS = 0.93
const HAIRCUT = 0.1
const COLLATERAL_SHOCK = 0.15
const SHOCK = 0.2
const VOLATILITY_SHOCK = 0.3

/** Buys calls and puts, holds them for days. */
export function buy(scene: Scene): Move | undefined {
  return closeDue(scene) ?? topUp(scene, 0.5) ?? takeGains(scene) ?? openIfFree(scene, MOST_HOLDINGS, buyOne)
}

/** Writes options out of the money, within its means. */
export function write(scene: Scene): Move | undefined {
  return closeDue(scene) ?? topUp(scene, 1.8) ?? openIfFree(scene, 2, writeOne)
}

/** Spreads, condors, straddles. */
export function combine(scene: Scene): Move | undefined {
  return closeDue(scene) ?? topUp(scene, 1.2) ?? openIfFree(scene, 2, combineOne)
}

/** Writes as much at the money as the margin bears, and sometimes pays for it. */
export function gamble(scene: Scene): Move | undefined {
  return closeDue(scene) ?? topUp(scene, 0.8) ?? openIfFree(scene, 1, gambleOne)
}

/** Spends nearly all on one option and never looks again, until its funding can no longer be paid. */
export function forget(scene: Scene): Move | undefined {
  if (scene.standing.positions.size > 0) return undefined
  return closeDue(scene) ?? topUp(scene, 0.3) ?? openIfFree(scene, 1, spendAll)
}

/** Holdings whose time has come, and those that somebody else has closed. */
function closeDue(scene: Scene): Move | undefined {
  const due = scene.entry.holdings.find(
    (holding) => holding.until <= scene.time || remaining(scene, holding).length === 0,
  )
  return due && close(scene, due, limitFor(scene, closingCost(scene, due)))
}

function closingCost(scene: Scene, holding: Holding): number {
  return remaining(scene, holding).reduce((sum, { series, quantity }) => {
    const { market: number, strike, isPut } = decodeSeries(series)
    const market = markets[number]
    if (market === undefined) return sum
    return sum - (Number(quantity) / 1e18) * valueOf(scene, { market, strike: Number(strike) / 1e18, isPut })
  }, 0)
}

/** Takes the faucet while there are fewer tokens than so many claims. */
function topUp(scene: Scene, claims: number): Move | undefined {
  const { standing, faucetAmount, entry, time } = scene
  if (Number(standing.cash) >= claims * Number(faucetAmount) || time < entry.faucetReadyAt) return undefined
  return claimAndPay(scene, 'clearinghouse')
}

/** Now and then, with more margin than it needs. */
function takeGains(scene: Scene): Move | undefined {
  const { standing, faucetAmount, dice } = scene
  if (Number(standing.cash) < 1.4 * Number(faucetAmount) || dice.uniform() < 0.8) return undefined
  return withdraw(scene, divTrunc(faucetAmount, 4n))
}

function openIfFree(scene: Scene, most: number, one: (scene: Scene) => Move | undefined): Move | undefined {
  return scene.entry.holdings.length < most && scene.standing.cash > 0n ? one(scene) : undefined
}

function buyOne(scene: Scene): Move | undefined {
  const { dice } = scene
  const option = optionAt(scene, marketOf(scene), dice.normal() * 0.03, dice.uniform() < 0.4)
  const budget = Math.min(cashUsd(scene) * 0.4, TYPICAL_PREMIUM * Math.exp(0.6 * dice.normal()))
  const quantity = budget / valueOf(scene, option)
  return open(scene, [legOf(option, quantity)], { limit: limitFor(scene, budget), until: until(scene, 3.5) })
}

function writeOne(scene: Scene): Move | undefined {
  const isPut = scene.dice.uniform() < 0.5
  const distance = (0.04 + 0.05 * scene.dice.uniform()) * (isPut ? -1 : 1)
  const option = optionAt(scene, marketOf(scene), distance, isPut)
  return writeOption(scene, option, CAREFUL, until(scene, 8))
}

function gambleOne(scene: Scene): Move | undefined {
  const market = markets[pick(scene, [0.6, 0, 0.4])]
  if (market === undefined) return undefined
  const isPut = scene.dice.uniform() < 0.5
  return writeOption(scene, optionAt(scene, market, 0, isPut), RECKLESS, scene.time + 7 * DAY)
}

/** Writes as much as takes this part of the margin that the account can give. */
function writeOption(scene: Scene, option: Option, part: number, end: number): Move {
  const free = cashUsd(scene) * (1 - HAIRCUT) * (1 - COLLATERAL_SHOCK)
  const value = valueOf(scene, option)
  const shocked = valueOf(scene, option, option.isPut ? -SHOCK : SHOCK, VOLATILITY_SHOCK)
  const quantity = (part * free) / (shocked - value + HAIRCUT * value)
  return open(scene, [legOf(option, -quantity)], { limit: limitFor(scene, -quantity * value), until: end })
}

function spendAll(scene: Scene): Move | undefined {
  const [market] = markets
  if (market === undefined) return undefined
  const option = optionAt(scene, market, 0, scene.dice.uniform() < 0.5)
  const budget = cashUsd(scene) * 0.75
  const quantity = budget / valueOf(scene, option)
  return open(scene, [legOf(option, quantity)], { limit: limitFor(scene, budget), until: Number.MAX_SAFE_INTEGER })
}

type Shape = readonly (readonly [distance: number, isPut: boolean, sign: 1 | -1])[]

/** Distances from the price as parts of it. */
const shapes: readonly Shape[] = [
  [
    [0, false, 1],
    [0.06, false, -1],
  ],
  [
    [0, true, 1],
    [-0.06, true, -1],
  ],
  [
    [-0.12, true, 1],
    [-0.06, true, -1],
    [0.06, false, -1],
    [0.12, false, 1],
  ],
  [
    [0, false, 1],
    [0, true, 1],
  ],
]

function combineOne(scene: Scene): Move | undefined {
  const shape = shapes[pick(scene, [0.3, 0.2, 0.3, 0.2])]
  if (shape === undefined) return undefined
  const market = marketOf(scene)
  const size = (0.22 * cashUsd(scene)) / (0.06 * priceOf(scene, market.asset))
  const parts = shape.map(([distance, isPut, sign]) => ({ option: optionAt(scene, market, distance, isPut), sign }))
  const cost = parts.reduce((sum, { option, sign }) => sum + sign * size * valueOf(scene, option), 0)
  const legs = parts.map(({ option, sign }) => legOf(option, sign * size))
  return open(scene, legs, { limit: limitFor(scene, cost), until: until(scene, 5) })
}

function until({ time, dice }: Scene, meanDays: number): number {
  const held = Math.min(Math.max(dice.exponential(meanDays * DAY), DAY / 4), LONGEST_BUSY)
  return Math.floor(time + held)
}
