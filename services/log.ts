import { BaseError } from 'viem'

export type { Logger } from 'pino'

/** An error in one line. Never the whole message: a node's address can hold a key. */
export function brief(error: unknown): string {
  if (error instanceof BaseError) return [error.shortMessage, error.details].filter(Boolean).join(' ').slice(0, 300)
  if (error instanceof Error) return (error.message.split('\n', 1)[0] ?? '').slice(0, 300)
  return 'unknown error'
}
