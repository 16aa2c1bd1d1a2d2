import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { graphql } from 'ponder'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'

const limits = { maxOperationTokens: 1000, maxOperationDepth: 10, maxOperationAliases: 10 }
const mostBytes = 16 * 1024

/** GraphQL for integrators, over every table. A query that cannot be answered is the client's fault and gets a 400. */
export const graphqlApp = new Hono()
  .use(
    bodyLimit({
      maxSize: mostBytes,
      onError: (c) => c.json({ errors: [{ message: `Send at most ${String(mostBytes)} bytes.` }] }, 413),
    }),
  )
  .use(async (c, next) => {
    if (c.req.method !== 'POST') return c.json({ errors: [{ message: 'Send the query with POST.' }] }, 405)
    await next()
    if (c.res.status === 200 && !(await hasData(c.res.clone()))) {
      c.res = new Response(c.res.body, { status: 400, headers: c.res.headers })
    }
    return undefined
  })
  .use(graphql({ db, schema }, limits))

async function hasData(response: Response): Promise<boolean> {
  try {
    const body = (await response.json()) as { data?: unknown }
    return body.data !== undefined && body.data !== null
  } catch {
    return false
  }
}
