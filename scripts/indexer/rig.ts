import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Stack } from '@/scripts/stack'
import { answers } from '@/scripts/stack/health'
import { findPort } from '@/scripts/stack/ports'
import { Service } from '@/scripts/stack/service'
import { indexerCommand } from './command'

/** An indexer beside a running system, with a database of its own. */
export interface Rig {
  readonly url: string
  readonly service: Service
}

/** Starts one from an empty database: an embedded one, or a new one on the PostgreSQL that TEST_DATABASE_URL names. */
export async function startRig(stack: Stack, name: string): Promise<Rig> {
  const directory = join(stack.directory, `indexer-${name}`)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const port = await findPort(0)
  const url = `http://127.0.0.1:${String(port)}`
  const { TEST_DATABASE_URL } = process.env
  const run = indexerCommand({
    port,
    dataDirectory: directory,
    deploymentFile: stack.deploymentFile,
    ...(TEST_DATABASE_URL === undefined ? {} : { databaseUrl: await ownDatabase(TEST_DATABASE_URL, name) }),
  })
  const service = new Service({
    ...run,
    name: `indexer (${name})`,
    env: { ...stack.env, ...run.env },
    logFile: join(stack.directory, `indexer-${name}.log`),
    timeoutMs: 600_000,
    probe: () => answers(`${url}/ready`),
  })
  await service.start()
  return { url, service }
}

/** A new database beside the given one. */
async function ownDatabase(server: string, name: string): Promise<string> {
  const database = `undated_test_${name}`
  const client = new Client(server)
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.query(`create database ${database}`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
