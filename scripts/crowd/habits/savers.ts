import { mulDiv } from '@/lib/core/fixed-point'
import { claimAndPay, leavePool, requestUnstake, unstake, type Move } from '../moves'
import type { Scene } from '../scene'

/** Those who put their tokens to work in the pools, and take some out again. */

const DAY = 86_400
const COOLDOWN = 7 * DAY
const WINDOW = 3 * DAY
/** How long after they have come people go on paying in. */
const SAVING = { provider: 12 * DAY, staker: 6 * DAY }

/** Liquidity providers: pay in for some days, later take parts out. */
export function provide(scene: Scene): Move | undefined {
  const { entry, time, elapsed, dice, standing } = scene
  const leaves = elapsed > SAVING.provider && standing.poolShares > 0n && dice.uniform() < 0.3
  if (leaves) return leavePool(scene, partOf(standing.poolShares, 0.1 + 0.3 * dice.uniform()))
  if (time < entry.faucetReadyAt || (elapsed > SAVING.provider && dice.uniform() < 0.7)) return undefined
  return claimAndPay(scene, 'mainPool')
}

/** Stakers of the insurance pool: they must ask a week ahead to leave. */
export function stake(scene: Scene): Move | undefined {
  const { entry, time, elapsed, dice, standing } = scene
  if (entry.requestedAt > 0) return finishRequest(scene)
  if (elapsed > SAVING.staker && standing.stakeShares > 0n && dice.uniform() < 0.3) {
    return requestUnstake(scene, askedFor(standing.stakeShares))
  }
  if (time < entry.faucetReadyAt || elapsed > SAVING.staker) return undefined
  return claimAndPay(scene, 'insurancePool')
}

function finishRequest(scene: Scene): Move | undefined {
  const { entry, time, dice, standing } = scene
  const waited = time - entry.requestedAt
  if (waited < COOLDOWN + DAY / 2) return undefined
  if (waited > COOLDOWN + WINDOW || dice.uniform() < 0.25) return requestUnstake(scene, 0n)
  return unstake(scene, askedFor(standing.stakeShares))
}

/** The same part when asking and when leaving, between which nothing is staked. */
function askedFor(shares: bigint): bigint {
  return partOf(shares, 0.4)
}

function partOf(shares: bigint, part: number): bigint {
  return mulDiv(shares, BigInt(Math.round(part * 1e6)), 1_000_000n)
}
