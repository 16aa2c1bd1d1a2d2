import { createServer, type Server } from 'node:http'
import type { KeeperState } from './keeper'

/** Seconds after which a keeper that has handled no block counts as broken. */
export const MAX_BLOCK_AGE = 60

export interface Health {
  readonly healthy: boolean
  readonly blockNumber: string | null
  /** Seconds since the time of the last block handled. */
  readonly blockAge: number | null
  readonly trouble: string | null
  readonly priceTrouble: string | null
  readonly logTrouble: string | null
}

/** @param now seconds since the epoch. */
export function healthOf({ handled, trouble, priceTrouble, logTrouble }: KeeperState, now: number): Health {
  const blockAge = handled === undefined ? null : now - Number(handled.blockTime)
  return {
    healthy: blockAge !== null && blockAge <= MAX_BLOCK_AGE,
    blockNumber: handled?.blockNumber.toString() ?? null,
    blockAge,
    trouble: trouble ?? null,
    priceTrouble: priceTrouble ?? null,
    logTrouble: logTrouble ?? null,
  }
}

/** Serves `/health` on the loopback interface: 200 while blocks are being handled, 503 otherwise. */
export function serveHealth(port: number, state: () => KeeperState): Server {
  const server = createServer(({ url, method }, response) => {
    if (url !== '/health' || method !== 'GET') {
      response.writeHead(404).end()
      return
    }
    const health = healthOf(state(), Math.floor(Date.now() / 1000))
    response.writeHead(health.healthy ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(health))
  })
  return server.listen(port, '127.0.0.1')
}
