import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { indexerRoot } from './install'

/** How the indexer is started; it listens on the loopback interface alone. */
export interface IndexerOptions {
  readonly port: number
  /** Where the embedded database lies. */
  readonly dataDirectory: string
  /** A PostgreSQL instead; its password stays in the environment. */
  readonly databaseUrl?: string
}

const SCHEMA = 'undated'

export function indexerCommand({ port, dataDirectory, databaseUrl = '' }: IndexerOptions) {
  mkdirSync(dataDirectory, { recursive: true })
  const ponder = join(indexerRoot, 'node_modules', 'ponder', 'dist', 'esm', 'bin', 'ponder.js')
  const options = { root: indexerRoot, 'log-level': 'info', 'log-format': 'json' }
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  return {
    command: process.execPath,
    args: [ponder, 'start', ...given, '--schema', SCHEMA, '--port', String(port), '--hostname', '127.0.0.1'],
    env: {
      DATABASE_SCHEMA: SCHEMA,
      DATABASE_URL: databaseUrl,
      INDEXER_DATA_DIR: join(dataDirectory, 'database'),
      PONDER_TELEMETRY_DISABLED: 'true',
      NODE_ENV: 'production' as const,
      PORT: undefined,
    },
  }
}
