import type { InsuranceFlows, PoolFlows } from './types'

/** A period in which nothing happened. */
export const NO_POOL_FLOWS: PoolFlows = {
  deposits: 0n,
  withdrawals: 0n,
  premium: 0n,
  fees: 0n,
  spread: 0n,
  funding: 0n,
  insuranceCut: 0n,
  badDebt: 0n,
  traderResults: 0n,
  volume: 0n,
  trades: 0,
  liquidations: 0,
}

export const NO_INSURANCE_FLOWS: InsuranceFlows = { staked: 0n, unstaked: 0n, income: 0n, paidOut: 0n }
