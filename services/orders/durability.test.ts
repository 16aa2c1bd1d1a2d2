import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Hex } from '@/lib/core/orders'
import { openDatabase } from './database'
import { OrderStore } from './store'

const LIMIT_MS = 120_000
const ROUNDS = 3
const directory = mkdtempSync(join(tmpdir(), 'undated-orders-'))

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Lets a process write until it has acknowledged so many orders, then kills it in the middle of it. */
async function writeAndKill(first: number, atLeast: number): Promise<readonly Hex[]> {
  const args = ['--import', 'tsx', 'services/orders/testing/writer.ts', directory, String(first)]
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    writer.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve()
      else reject(new Error(`the writer ended with ${String(code)}`))
    })
    writer.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      if (said.split('\n').length > atLeast) writer.kill('SIGKILL')
    })
  })
  // A line that was cut off was not acknowledged.
  return said.split('\n').slice(0, -1) as Hex[]
}

it('loses no acknowledged order when killed while writing, time and again', { timeout: LIMIT_MS }, async () => {
  const acknowledged: Hex[] = []
  for (let round = 0; round < ROUNDS; round++) {
    acknowledged.push(...(await writeAndKill(round * 100_000, 40 + round * 17)))
  }
  const database = await openDatabase(directory, undefined)
  const store = new OrderStore(database, 'test', () => 1500)
  for (const hash of acknowledged) expect(await store.find(hash)).toMatchObject({ hash, status: 'open' })
  expect(acknowledged.length).toBeGreaterThanOrEqual(40 + 57 + 74)
  await database.close()
})

it('refuses a directory that another process uses', { timeout: LIMIT_MS }, async () => {
  const database = await openDatabase(directory, undefined)
  const args = ['--import', 'tsx', 'services/orders/testing/writer.ts', directory]
  const second = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  second.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).not.toBe(0)
  expect(said).toContain('is in use by process')
  await database.close()
})
