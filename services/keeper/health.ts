import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import { metricsResponse } from '../metrics/registry'
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
  /** Accounts with positions, and those of them still to be read. */
  readonly accountsWatched: number
  readonly accountsUnread: number
  /** Transactions for accounts found and not yet sent. */
  readonly backlog: number
  /** Requests of traders and LPs that have not been executed, and seconds since the oldest of them may be. */
  readonly requestsOpen: number
  readonly oldestRequestAge: number | null
  readonly lastAction: { readonly what: string; readonly secondsAgo: number } | null
  /** Accounts acted on since the start, by what was done. */
  readonly done: Readonly<Record<string, number>>
}

/** @param now seconds since the epoch. */
export function healthOf(state: KeeperState, now: number): Health {
  const { handled, trouble, priceTrouble, logTrouble, watched, due, requests, lastAction, done } = state
  const { oldest } = requests
  const blockAge = handled === undefined ? null : now - Number(handled.blockTime)
  return {
    healthy: blockAge !== null && blockAge <= MAX_BLOCK_AGE,
    blockNumber: handled?.blockNumber.toString() ?? null,
    blockAge,
    trouble: trouble ?? null,
    priceTrouble: priceTrouble ?? null,
    logTrouble: logTrouble ?? null,
    accountsWatched: watched.accounts,
    accountsUnread: watched.unread,
    backlog: due,
    requestsOpen: requests.count,
    oldestRequestAge: oldest === undefined ? null : Math.max(now - Number(oldest), 0),
    lastAction: lastAction === undefined ? null : { what: lastAction.what, secondsAgo: now - lastAction.at },
    done: { ...done },
  }
}

/** Serves `/health` on the loopback interface, 200 while blocks are being handled and 503 otherwise, and `/metrics` for Prometheus. */
export function serveHealth(port: number, state: () => KeeperState, metrics: Registry): Server {
  const app = new Hono()
  app.get('/health', (c) => {
    const health = healthOf(state(), Math.floor(Date.now() / 1000))
    return c.json(health, health.healthy ? 200 : 503, { 'cache-control': 'no-store' })
  })
  app.get('/metrics', async () => metricsResponse(metrics))
  const listener = getRequestListener(app.fetch)
  const server = createServer((request, response) => void listener(request, response))
  return server.listen(port, '127.0.0.1')
}
