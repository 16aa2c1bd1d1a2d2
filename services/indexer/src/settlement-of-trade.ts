import { divTrunc, max, min } from '@/lib/core/fixed-point'

/** What a trade's events say; USD figures WAD, the rest tokens. */
export interface TradeFacts {
  readonly cashBefore: bigint
  readonly mainCash: bigint
  readonly cost: bigint
  readonly funding: bigint
  readonly insuranceIncome: bigint
  readonly premiumUsd: bigint
  readonly feeUsd: bigint
  readonly collateralPrice: bigint
  /** One token. */
  readonly unit: bigint
  /** Of a liquidation. */
  readonly penalty: bigint
  /** To whoever liquidated or closed. */
  readonly reward: bigint
}

export interface TradeBooking {
  readonly cashAfter: bigint
  readonly charges: bigint
  readonly forgiven: bigint
  readonly mainCash: bigint
  /** What of the income the pool had the cash to set aside. */
  readonly pending: bigint
  readonly flows: {
    readonly premium: bigint
    readonly fees: bigint
    readonly spread: bigint
    readonly funding: bigint
    readonly insuranceCut: bigint
    readonly badDebt: bigint
  }
}

/** Books a trade as the contracts do: the account's cash, the pool's, and what it was for. The flows add up to the pool's change. */
export function bookTrade(facts: TradeFacts): TradeBooking {
  const { cashBefore, cost, funding, penalty, reward } = facts
  const left = cashBefore - cost - funding
  const forgiven = max(0n - left, 0n)
  const forgone = min(forgiven, max(funding, 0n))
  const charges = max(penalty, reward)
  const cashAfter = max(left, 0n) - charges
  const toInsurance = max(penalty - reward, 0n)
  const toPool = cashBefore - cashAfter - reward
  const pending = setAside(facts.mainCash, toPool, facts.insuranceIncome + toInsurance)
  const premium = divTrunc(facts.premiumUsd * facts.unit, facts.collateralPrice)
  const fees = divTrunc(facts.feeUsd * facts.unit, facts.collateralPrice)
  return {
    cashAfter,
    charges,
    forgiven,
    mainCash: facts.mainCash + toPool - pending,
    pending,
    flows: {
      premium,
      fees,
      spread: cost - premium - fees,
      funding: funding - forgone,
      insuranceCut: toInsurance - pending,
      badDebt: forgone - forgiven,
    },
  }
}

/** Traders come first: what the pool lacks the cash for is not set aside (`MainPool.payOut`). */
function setAside(mainCash: bigint, toPool: bigint, income: bigint): bigint {
  if (toPool > 0n) return income
  return min(income, max(mainCash + toPool, 0n))
}
