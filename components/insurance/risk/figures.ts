import type { SetView } from '@/lib/chain/snapshot/types'
import { unitOf } from '@/lib/chain/market-inputs'
import { BPS, mulDiv, WAD, type Raw, type Wad } from '@/lib/core/fixed-point'
import type { RiskView } from '../use-risk'

/** Figures that several panels show. USD and fractions, WAD. */

export function toUsd({ priceOf, set }: Pick<RiskView, 'priceOf' | 'set'>, amount: Raw): Wad | undefined {
  const price = priceOf(Number(set.collateralAsset))
  return price === undefined ? undefined : mulDiv(amount, price.value, unitOf(set))
}

export function insuranceUsd(risk: Pick<RiskView, 'priceOf' | 'set'>): Wad | undefined {
  return toUsd(risk, risk.set.pool.insuranceAssets)
}

/** Insurance assets over stress loss; undefined: nothing at stake, or not known. */
export function coverageOf(risk: Pick<RiskView, 'priceOf' | 'set'>): Wad | undefined {
  const { pool } = risk.set
  const value = insuranceUsd(risk)
  if (value === undefined || !pool.exposureOk || pool.stressLoss === 0n) return undefined
  return mulDiv(value, WAD, pool.stressLoss)
}

export function targetOf({ riskTerms }: SetView): Wad {
  return BigInt(riskTerms.targetCoverage) * BPS
}
