import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Ledger, type Message } from './ledger'
import type { Facts } from './rules'
import { AlertService } from './service'
import { Webhook } from './webhook'

// A real receiver over HTTP, which refuses when told to.
const log = pino({ level: 'silent' })
const secret = 'sixteen characters'
const limits = { minCoverage: 25, maxUtilisation: 90, maxPriceAge: 120, maxSilence: 60, badDebtSeconds: 3600 }
let directory: string
let file: string
let receiver: Server
let url: string
let status: number
let received: Message[]
let keeperBlockAge: number | undefined

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'alerts-'))
  file = join(directory, 'state', 'alerts.json')
  status = 200
  received = []
  keeperBlockAge = 1
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      expect(request.headers['x-undated-signature']).toBe(`sha256=${signature}`)
      if (status === 200) received.push(JSON.parse(body) as Message)
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end()
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
})

afterEach(() => {
  receiver.closeAllConnections()
  receiver.close()
  rmSync(directory, { recursive: true, force: true })
})

/** A service as it is after each start: all that it knows comes from the file. The node is out of reach throughout. */
function start(pauseMs = 0) {
  const ledger = new Ledger(file, 31_337)
  const webhook = new Webhook({ url, secret, log, pauseMs, mostPauseMs: 60_000 })
  const facts = (): Facts => ({
    now: Math.floor(Date.now() / 1000),
    overview: undefined,
    keeperBlockAge,
    badDebts: [],
  })
  const read = () => Promise.resolve(facts())
  const service = new AlertService({ read, ledger, webhook, limits, intervalMs: 1000, log })
  return { service, ledger, webhook }
}

const said = () => received.map(({ status: what, rule }) => `${what} ${rule}`)

async function look(service: AlertService, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await service.look()
}

describe('alerts', () => {
  it('are told of once until they clear, then that they have cleared, then again', async () => {
    const { service } = start()
    await look(service, 3)
    expect(said()).toEqual(['firing chain'])
    keeperBlockAge = 61
    await look(service, 3)
    keeperBlockAge = 1
    await look(service, 2)
    expect(said()).toEqual(['firing chain', 'firing keeper'])
    // A look in between that finds it wrong begins the count anew.
    keeperBlockAge = 61
    await look(service, 1)
    keeperBlockAge = 1
    await look(service, 2)
    expect(said()).toHaveLength(2)
    await look(service, 1)
    expect(said()).toEqual(['firing chain', 'firing keeper', 'cleared keeper'])
    expect(received[2]?.since).toBe(received[1]?.since)
    keeperBlockAge = undefined
    await look(service, 2)
    expect(said().at(-1)).toBe('firing keeper')
    expect(received.at(-1)).toMatchObject({ subject: 'keeper', chainId: 31_337, words: 'The keeper does not answer.' })
  })

  it('survive a restart: neither told of twice nor forgotten', async () => {
    await look(start().service, 1)
    status = 500
    keeperBlockAge = 100
    await look(start().service, 2)
    expect(said()).toEqual(['firing chain'])
    // The receiver is back, the service has been ended and started again, and the keeper is well.
    status = 200
    keeperBlockAge = 1
    const { service, ledger } = start()
    expect(ledger.waiting).toHaveLength(1)
    await look(service, 3)
    expect(said()).toEqual(['firing chain', 'firing keeper', 'cleared keeper'])
    expect(new Set(received.map(({ id }) => id)).size).toBe(3)
  })

  it('are sent again ever more slowly while the receiver refuses, and never elsewhere', async () => {
    status = 302
    const { service, webhook } = start(150)
    await look(service, 5)
    expect([webhook.failed, webhook.delivered]).toEqual([1, 0])
    await new Promise((resolve) => setTimeout(resolve, 170))
    await look(service, 5)
    expect(webhook.failed).toBe(2)
    expect(service.health()).toMatchObject({ healthy: true, open: 1, waiting: 1 })
    status = 200
    await new Promise((resolve) => setTimeout(resolve, 200))
    await look(service, 1)
    expect(said()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 120))
    await look(service, 1)
    expect(said()).toEqual(['firing chain'])
    expect(service.health()).toMatchObject({ waiting: 0, trouble: null })
  })

  it('begin anew when what was written down cannot be read', async () => {
    await look(start().service, 1)
    writeFileSync(file, '{"open":')
    await look(start().service, 1)
    expect(said()).toEqual(['firing chain', 'firing chain'])
  })
})
