import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ProblemError } from './problem'

/** How many requests are let through. */
export interface RateLimitSettings {
  /** Requests per minute of one client over all instances. */
  readonly perMinute: number
  /** Instances of the server that share the limit: each grants its part, so together they never grant more. */
  readonly instances: number
}

export interface RateLimit {
  /** Counts `cost` requests of a client. Throws the 429 problem when that is more than it may send. */
  take(client: string, cost: number): Promise<void>
}

/** Clients that one instance serves at full rate; beyond, the whole instance slows down, whoever asks. */
const CLIENTS_AT_FULL_RATE = 50

/** Limits each client, and the instance as a whole so that invented addresses gain nothing and memory stays bounded. */
export function createRateLimit({ perMinute, instances }: RateLimitSettings): RateLimit {
  const share = Math.max(Math.floor(perMinute / instances), 1)
  const perClient = new RateLimiterMemory({ points: share, duration: 60, keyPrefix: 'client' })
  const whole = new RateLimiterMemory({ points: share * CLIENTS_AT_FULL_RATE, duration: 60, keyPrefix: 'all' })
  return {
    take: async (client, cost) => {
      await consume(whole, 'all', cost)
      await consume(perClient, client, cost)
    },
  }
}

async function consume(limiter: RateLimiterMemory, key: string, cost: number): Promise<void> {
  try {
    await limiter.consume(key, cost)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw tooManyRequests(Math.max(Math.ceil(refusal.msBeforeNext / 1000), 1))
  }
}

function tooManyRequests(seconds: number): ProblemError {
  const headers = { 'retry-after': String(seconds) }
  return new ProblemError('too-many-requests', `Wait ${seconds} s before the next request.`, { headers })
}
