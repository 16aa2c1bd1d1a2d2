import { BaseError, decodeErrorResult, isHex, type Hex } from 'viem'
import { allErrorsAbi } from '@/contracts-abi/errors'
import { sentences, type Sentence } from './sentences'

export interface Explanation extends Sentence {
  readonly kind: 'rejected' | 'revert' | 'funds' | 'network' | 'moved' | 'unknown'
  /** The contract's error, when it is one. */
  readonly name?: string
}

const REJECTED = 4001

/** Puts anything that can go wrong with a transaction into words: what happened, and what to do. */
export function explainError(error: unknown): Explanation {
  const chain = causesOf(error)
  if (chain.some((cause) => codeOf(cause) === REJECTED || nameOf(cause) === 'UserRejectedRequestError')) {
    return { kind: 'rejected', title: 'You refused the request in your wallet.', action: 'Nothing was sent.' }
  }
  const revert = chain.map(dataOf).find((data) => data !== undefined)
  if (revert !== undefined) return explainRevert(revert)
  if (chain.some((cause) => nameOf(cause) === 'InsufficientFundsError')) {
    return { kind: 'funds', title: 'Your wallet lacks ether for the fee.', action: 'Add a little ether and try again.' }
  }
  if (chain.some((cause) => messageOf(cause) === 'PRICES_UNAVAILABLE')) {
    return { kind: 'network', title: 'The price service does not answer.', action: 'Wait a moment and try again.' }
  }
  if (chain.some((cause) => /HttpRequestError|TimeoutError|TypeError/.test(nameOf(cause) ?? ''))) {
    return { kind: 'network', title: 'The node cannot be reached.', action: 'Check your connection and try again.' }
  }
  if (error instanceof Error && error.name === 'PoolPriceMoved') {
    return {
      kind: 'moved',
      title: 'The pool would give you less than was shown.',
      action: 'Its value moved meanwhile. Nothing was sent; look at the new figures and try again.',
    }
  }
  if (error instanceof Error && error.name === 'OrderServiceError') {
    return { kind: 'network', title: error.message, action: 'The order was not taken; nothing was sent.' }
  }
  return { kind: 'unknown', title: 'The wallet reported an error.', action: briefly(error) }
}

/** What a contract answered, in words. */
export function explainRevert(data: Hex): Explanation {
  try {
    const { errorName } = decodeErrorResult({ abi: allErrorsAbi, data })
    const sentence = sentences[errorName]
    if (sentence) return { kind: 'revert', name: errorName, ...sentence }
  } catch {
    // Not one of ours: said below.
  }
  return { kind: 'revert', title: 'The contract refused without a known reason.', action: 'Nothing was moved.' }
}

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (
    let cause = error;
    cause !== undefined && cause !== null && causes.length < 12;
    cause = propertyOf(cause, 'cause')
  ) {
    causes.push(cause)
  }
  return causes
}

function dataOf(cause: unknown): Hex | undefined {
  const raw = propertyOf(cause, 'raw') ?? propertyOf(cause, 'data')
  const value = typeof raw === 'object' && raw !== null ? propertyOf(raw, 'data') : raw
  return isHex(value) && value.length >= 10 ? value : undefined
}

function codeOf(cause: unknown): unknown {
  return propertyOf(cause, 'code')
}

function nameOf(cause: unknown): string | undefined {
  const name = propertyOf(cause, 'name')
  return typeof name === 'string' ? name : undefined
}

function messageOf(cause: unknown): unknown {
  return propertyOf(cause, 'message')
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function briefly(error: unknown): string {
  if (error instanceof BaseError) return error.shortMessage
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '').slice(0, 200) : 'Try again.'
}
