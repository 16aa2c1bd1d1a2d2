import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { countAction, countFailure, noCounts } from './counts'
import { serveHealth } from './health'
import type { KeeperState } from './keeper'
import { keeperRegistry } from './metrics'

const now = () => Math.floor(Date.now() / 1000)

function state(): KeeperState {
  const cost = { gasUsed: 100_000n, spent: 10n ** 15n }
  const acted = countAction(countAction(noCounts, 'liquidate', cost), 'update', cost)
  return {
    handled: { blockNumber: 7n, blockTime: BigInt(now()) },
    ...{ trouble: undefined, priceTrouble: undefined, logTrouble: undefined, lastAction: undefined },
    watched: { accounts: 12, unread: 3 },
    due: 2,
    requests: { count: 3, oldest: BigInt(now() + 100) },
    done: { liquidate: 16 },
    counts: countFailure(acted, 'reverted'),
  }
}

// K4: health fails when no block is handled; operators see the same from Prometheus.
it('serves health and metrics of what the keeper does, on the loopback interface', async () => {
  let current = state()
  const server = serveHealth(
    0,
    () => current,
    keeperRegistry(() => current),
  )
  await once(server, 'listening')
  const { port, address } = server.address() as AddressInfo
  expect(address).toBe('127.0.0.1')
  const url = `http://127.0.0.1:${port}`
  const scrape = async () => (await fetch(`${url}/metrics`)).text()
  const text = await scrape()
  for (const line of [
    'undated_keeper_healthy{service="keeper"} 1',
    'undated_keeper_block_number{service="keeper"} 7',
    'undated_keeper_accounts_watched{service="keeper"} 12',
    'undated_keeper_backlog{service="keeper"} 2',
    'undated_keeper_requests_open{service="keeper"} 3',
    // It may not be executed yet.
    'undated_keeper_oldest_request_age_seconds{service="keeper"} 0',
    'undated_keeper_actions_total{kind="liquidate",service="keeper"} 1',
    'undated_keeper_accounts_total{kind="liquidate",service="keeper"} 16',
    'undated_keeper_failures_total{kind="reverted",service="keeper"} 1',
    'undated_keeper_gas_total{service="keeper"} 200000',
    'undated_keeper_spent_ether_total{service="keeper"} 0.002',
  ]) {
    expect(text).toContain(line)
  }
  expect((await fetch(`${url}/health`)).status).toBe(200)
  current = { ...current, handled: { blockNumber: 7n, blockTime: BigInt(now() - 61) } }
  expect((await fetch(`${url}/health`)).status).toBe(503)
  expect(await scrape()).toContain('undated_keeper_healthy{service="keeper"} 0')
  expect((await fetch(`${url}/else`)).status).toBe(404)
  server.close()
})
