import { mkdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import { holdDirectory } from './lock'

/** PostgreSQL, embedded or served: the same SQL on both. */
export interface Database {
  /** Rows as the driver gives them; the caller checks them. */
  query(sql: string, values?: readonly unknown[]): Promise<readonly unknown[]>
  /** Several statements without parameters, all or none. */
  script(sql: string): Promise<void>
  close(): Promise<void>
}

const QUERY_TIMEOUT_MS = 10_000
const MAX_CONNECTIONS = 8
/** Of all migrations of this service, so that two instances do not migrate at once. */
const MIGRATION_LOCK = 7_412_001

/** Opens what is configured and brings its tables up to date: `url` a PostgreSQL, else an embedded one in `directory`. */
export async function openDatabase(directory: string, url: string | undefined): Promise<Database> {
  const database = url === undefined ? await openEmbedded(directory) : openServed(url)
  await migrate(database)
  return database
}

async function openEmbedded(directory: string): Promise<Database> {
  mkdirSync(directory, { recursive: true })
  const release = holdDirectory(directory)
  const engine = await PGlite.create(`${directory}/data`)
  return {
    query: async (sql, values = []) => (await engine.query(sql, [...values])).rows,
    script: async (sql) => {
      await engine.transaction((transaction) => transaction.exec(sql))
    },
    close: async () => {
      await engine.close()
      release()
    },
  }
}

function openServed(url: string): Database {
  const pool = new Pool({ connectionString: url, max: MAX_CONNECTIONS, query_timeout: QUERY_TIMEOUT_MS })
  // A connection that breaks while idle is replaced; the next query says so if that fails.
  pool.on('error', () => undefined)
  return {
    query: async (sql, values = []) => (await pool.query<Record<string, unknown>>(sql, [...values])).rows,
    script: async (sql) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query(sql)
        await client.query('commit')
        client.release()
      } catch (error) {
        client.release(true)
        throw error
      }
    },
    close: () => pool.end(),
  }
}

/** Runs the files of migrations/ that have not been run, in the order of their names. */
async function migrate(database: Database): Promise<void> {
  const directory = fileURLToPath(new URL('migrations', import.meta.url))
  await database.script('create table if not exists order_migrations (name text primary key)')
  const rows = await database.query('select name from order_migrations')
  const done = new Set(rows.map((row) => (row as { readonly name: string }).name))
  const names = (await readdir(directory)).filter((name) => /^\d{3}_\w+\.sql$/.test(name)).sort()
  for (const name of names.filter((candidate) => !done.has(candidate))) {
    const sql = await readFile(`${directory}/${name}`, 'utf8')
    const record = `insert into order_migrations (name) values ('${name}') on conflict do nothing;`
    await database.script(`select pg_advisory_xact_lock(${MIGRATION_LOCK});\n${sql}\n${record}`)
  }
}
