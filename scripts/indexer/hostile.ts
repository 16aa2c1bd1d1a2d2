/** Requests that are somebody's mistake or malice; each must be answered with a 4xx. */
const deep = `{${'a{'.repeat(200)}b${'}'.repeat(200)}}`
const wide = `{${Array.from({ length: 60 }, (_, i) => `a${String(i)}: clocks { totalCount }`).join(' ')}}`
const long = `{ clocks(where: {id_in: [${'"x",'.repeat(2000)}"y"]}) { totalCount } }`
const queries = [
  '',
  '{',
  '{ nope }',
  deep,
  wide,
  long,
  '{ __proto__ }',
  'mutation { a }',
  '{ accounts(limit: 100000) { items { cash } } }',
]
const bodies = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '{"query": 7}',
  '{"query": {"a": 1}}',
  `{"query": "${'x'.repeat(40_000)}"}`,
]
const paths = [
  'pools',
  'pools?symbol=NOPE&resolution=day',
  'pools?symbol=TSLA&resolution=week',
  "pools?symbol=';drop table account;--&resolution=day",
  'pools?symbol=TSLA&resolution=day&from=x',
  'accounts?owner=0x12&subAccount=0',
  `accounts?owner=0x${'1'.repeat(40)}&subAccount=-1`,
  `accounts?owner=0x${'1'.repeat(40)}&subAccount=0&cursor=1`,
  'audit?cursor=%00',
  'requests?status=lost',
  'requests?owner=0x12',
  'nothing',
  '__proto__',
  'constructor',
]

/** Sends them all; answers what was not refused as it should be. */
export async function tryHostile(url: string): Promise<readonly string[]> {
  const wrong: string[] = []
  const expect4xx = async (what: string, response: Response) => {
    await response.body?.cancel()
    if (response.status < 400 || response.status >= 500) wrong.push(`${what.slice(0, 80)} → ${String(response.status)}`)
  }
  const post = (body: string) =>
    fetch(`${url}/graphql`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  for (const query of queries) await expect4xx(query, await post(JSON.stringify({ query })))
  for (const body of bodies) await expect4xx(body, await post(body))
  for (const path of paths) await expect4xx(path, await fetch(`${url}/history/${path}`))
  await expect4xx('GET /graphql', await fetch(`${url}/graphql`))
  return wrong
}
