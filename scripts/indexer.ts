// `npm run indexer`: keeps the history of the deployment that the environment names (docs/indexer.md).
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { readServerEnv } from '@/lib/env/server'
import { root } from './lib/paths'
import { indexerCommand } from './indexer/command'
import { ensureIndexer } from './indexer/install'

await ensureIndexer((line) => console.log(line))
const { INDEXER_PORT = '8660', INDEXER_DATA_DIR = '.undated/indexer', DATABASE_URL } = process.env
const { command, args, env } = indexerCommand({
  port: Number(INDEXER_PORT),
  dataDirectory: resolve(root, INDEXER_DATA_DIR),
  deploymentFile: resolve(root, readServerEnv().deploymentFile),
  ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
})
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
