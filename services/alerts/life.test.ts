import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStack, type Stack } from '@/scripts/stack'
import { findPort } from '@/scripts/stack/ports'
import type { Message } from './ledger'

// The real service beside the real node, contracts, price service and keeper, killed while an alert is open.
const LIMIT_MS = 180_000
let stack: Stack
let receiver: Server
let alerts: ChildProcess | undefined
let hook: string
let port: string
const received: Message[] = []

beforeAll(async () => {
  stack = await startStack({
    name: `alerts-test-${process.pid}`,
    web: 'none',
    chainPort: 0,
    pricePort: 0,
    blockSeconds: 1,
  })
  port = String(await findPort(0))
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      received.push(JSON.parse(body) as Message)
      response.writeHead(204).end()
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
}, LIMIT_MS)

afterAll(async () => {
  alerts?.kill('SIGKILL')
  receiver.closeAllConnections()
  receiver.close()
  await stack.stop()
  rmSync(stack.directory, { recursive: true, force: true })
}, LIMIT_MS)

function start(): void {
  alerts = spawn(process.execPath, ['--import', 'tsx', 'services/alerts/main.ts'], {
    env: {
      ...process.env,
      ...stack.env,
      UNDATED_ALERT_WEBHOOK_URL: hook,
      ALERTS_KEEPER_URL: stack.urls.keeper,
      ALERTS_PORT: port,
      ALERTS_STATE_FILE: join(stack.directory, 'alerts-test.json'),
      ALERTS_INTERVAL_SECONDS: '0.5',
      ALERTS_MAX_SILENCE_SECONDS: '30',
    },
    stdio: 'ignore',
  })
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 90_000
  while (!(await Promise.resolve(condition()).catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`It has not happened in time: ${JSON.stringify(received)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const said = (rule: string) => received.filter((message) => message.rule === rule).map(({ status }) => status)
const health = async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok
const nothingWaiting = async () =>
  (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).includes(
    'undated_alerts_waiting{service="alerts"} 0',
  )

it(
  'tells of a keeper that is gone once, though it is killed meanwhile, and that it is back',
  { timeout: LIMIT_MS },
  async () => {
    start()
    await until(health)
    expect(said('keeper')).toEqual([])
    await stack.services.keeper?.stop()
    await until(() => said('keeper').length === 1)
    // A message that was taken but not noted as taken before the kill would be sent again, with the same id.
    await until(nothingWaiting)
    alerts?.kill('SIGKILL')
    start()
    await until(health)
    const open = (await (await fetch(`http://127.0.0.1:${port}/alerts`)).json()) as { open: { rule: string }[] }
    expect(open.open.map(({ rule }) => rule)).toContain('keeper')
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    expect(metrics).toContain('undated_alerts_open{rule="keeper",service="alerts"} 1')
    await stack.services.keeper?.start()
    await until(() => said('keeper').length === 2)
    expect(said('keeper')).toEqual(['firing', 'cleared'])
    // A node that is gone is told of, and what depends on it is not called well or ill.
    await stack.services.node?.stop()
    await until(() => said('chain').length === 1)
    expect(received.filter(({ rule }) => rule === 'coverage' || rule === 'utilisation')).toEqual([])
  },
)
