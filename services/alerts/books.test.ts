import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import { BooksReader } from './books'

// A real index over HTTP, as far as it is asked here.
const HOUR = 3_600_000
const head = { throughBlock: 12n, throughTime: 1 }
const log = pino({ level: 'silent' })
let server: Server
let url: string
let asked: string[]
let down: boolean

beforeEach(async () => {
  asked = []
  down = false
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const data = request.url === '/history/conservation' ? [{ residual: -2n }, { residual: 1n }] : { difference: 5n }
    response.writeHead(down ? 503 : 200).end(encodeWire({ head, data }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const PATIENCE = { timeout: 20_000 }

it('asks once an hour, and the answer stands until then', async () => {
  const reader = new BooksReader(url, log)
  expect(reader.read(0)).toBeUndefined()
  const answer = { block: 12n, difference: 5n, residual: 3n }
  await vi.waitFor(() => expect(reader.read(HOUR - 1)).toEqual(answer), PATIENCE)
  expect(asked).toHaveLength(2)
  reader.read(HOUR)
  await vi.waitFor(() => expect(asked).toHaveLength(4), PATIENCE)
})

it('knows nothing while the index is away, and asks again before the hour is over', async () => {
  down = true
  const reader = new BooksReader(url, log)
  reader.read(0)
  await vi.waitFor(() => expect(asked).toHaveLength(1), PATIENCE)
  expect(reader.read(1)).toBeUndefined()
  down = false
  await vi.waitFor(() => expect(reader.read(HOUR / 10)?.difference).toBe(5n), PATIENCE)
})

it('asks nobody where there is no index', () => {
  expect(new BooksReader(undefined, log).read()).toBeUndefined()
})
