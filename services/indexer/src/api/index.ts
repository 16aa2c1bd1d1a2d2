import { Hono, type Context } from 'hono'
import { encodeWire } from '@/lib/chain/snapshot/wire'
import type { History } from '@/lib/core/history/types'
import { conservationRecords } from './conservation'
import { digest } from './digest'
import { accountEvents, auditEvents, providerEvents } from './events'
import { graphqlApp } from './graphql'
import { NotReadyError, atOneHead } from './head'
import { assetPoints, poolPoints } from './points'
import {
  QuestionError,
  UnknownNameError,
  cursorQuestion,
  ownerQuestion,
  requestsQuestion,
  seriesQuestion,
  subAccountQuestion,
} from './questions'
import { reconcile } from './reconciliation'
import { badDebtRecords, keeperRecords, liquidationRecords, openAccounts, requestRecords } from './records'

/** What the web server asks (lib/server/history/client.ts); the answers are in its wire form. */
const topics: Readonly<Record<string, (search: URLSearchParams) => Promise<History<unknown>>>> = {
  pools: (search) => {
    const question = seriesQuestion(search)
    return atOneHead((head) => poolPoints(question, head))
  },
  assets: (search) => {
    const question = seriesQuestion(search)
    return atOneHead((head) => assetPoints(question, head))
  },
  accounts: (search) => {
    const [owner, subAccount, cursor] = [ownerQuestion(search), subAccountQuestion(search), cursorQuestion(search)]
    return atOneHead(() => accountEvents(owner, subAccount, cursor))
  },
  providers: (search) => {
    const owner = ownerQuestion(search)
    return atOneHead(() => providerEvents(owner))
  },
  audit: (search) => {
    const cursor = cursorQuestion(search)
    return atOneHead(() => auditEvents(cursor))
  },
  'bad-debt': () => atOneHead(badDebtRecords),
  liquidations: () => atOneHead(liquidationRecords),
  requests: (search) => {
    const question = requestsQuestion(search)
    return atOneHead(() => requestRecords(question))
  },
  keepers: () => atOneHead(keeperRecords),
  'open-accounts': () => atOneHead(openAccounts),
  conservation: () => atOneHead(conservationRecords),
  // For operators and tests; the web server does not ask these.
  reconciliation: () => atOneHead(reconcile),
  digest: () => atOneHead(digest),
}

async function answer(c: Context): Promise<Response> {
  const { pathname, searchParams } = new URL(c.req.url)
  const name = pathname.split('/').at(-1) ?? ''
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined
  if (topic === undefined) return c.text('not known', 404)
  try {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    return c.body(encodeWire(await topic(searchParams)), 200, headers)
  } catch (error) {
    if (error instanceof UnknownNameError) return c.text('not known', 404)
    if (error instanceof QuestionError) return c.text(`not valid: ${error.message}`, 400)
    if (error instanceof NotReadyError) return c.text('not ready', 503)
    // Whoever runs the service finds the reason in its log; a caller learns that there is no answer now.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return c.text('no answer now', 503)
  }
}

export default new Hono().get('/history/:topic', answer).route('/graphql', graphqlApp)
