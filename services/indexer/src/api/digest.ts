import { db } from 'ponder:api'
import { sql } from 'ponder'
import * as tables from '../../ponder.schema'

/** A fingerprint of every table's rows, whatever their order: equal where two indexes say the same. */
export async function digest(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const [name, table] of Object.entries(tables)) {
    const { rows } = (await db.execute(
      sql`select count(*) as rows, md5(coalesce(string_agg(row_text, E'\n' order by row_text), '')) as hash
          from (select t::text as row_text from ${table} t) as texts`,
    )) as unknown as { rows: { rows: string | number; hash: string }[] }
    found[name] = `${String(rows[0]?.rows)} ${rows[0]?.hash ?? ''}`
  }
  return found
}
