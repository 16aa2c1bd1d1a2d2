import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { indexerRoot } from './install'

/** How the indexer is started; it listens on the loopback interface alone. */
export interface IndexerOptions {
  readonly port: number
  /** Where the embedded database lies. */
  readonly dataDirectory: string
  readonly deploymentFile: string
  /** A PostgreSQL instead; its password stays in the environment. */
  readonly databaseUrl?: string
}

export function indexerCommand({ port, dataDirectory, deploymentFile, databaseUrl = '' }: IndexerOptions) {
  mkdirSync(dataDirectory, { recursive: true })
  const ponder = join(indexerRoot, 'node_modules', 'ponder', 'dist', 'esm', 'bin', 'ponder.js')
  const options = { root: indexerRoot, 'log-level': 'info', 'log-format': 'json' }
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const schema = schemaName(deploymentFile)
  return {
    command: process.execPath,
    args: [ponder, 'start', ...given, '--schema', schema, '--port', String(port), '--hostname', '127.0.0.1'],
    env: {
      DATABASE_SCHEMA: schema,
      DATABASE_URL: databaseUrl,
      INDEXER_DATA_DIR: join(dataDirectory, 'database'),
      PONDER_TELEMETRY_DISABLED: 'true',
      NODE_ENV: 'production' as const,
      PORT: undefined,
    },
  }
}

/** Other code or another deployment makes other tables: they are built anew beside the old ones, not mixed with them. */
function schemaName(deploymentFile: string): string {
  const source = join(indexerRoot, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(source, name))
  const hash = createHash('sha256')
  const config = ['ponder.config.ts', 'ponder.schema.ts'].map((name) => join(indexerRoot, name))
  for (const file of [...files, ...config, deploymentFile]) hash.update(readFileSync(file))
  return `undated_${hash.digest('hex').slice(0, 12)}`
}
