import 'server-only'
import { createHandlers } from './handlers'
import { createHistoryHandlers } from './history/handlers'
import { endpoint, unknownEndpoint } from './http/endpoint'
import { textResponse } from './http/json'
import { openApiDocument } from './openapi'
import { createOrderHandlers } from './orders/handlers'
import {
  getHistory,
  getHost,
  getOrderDesk,
  getServerData,
  getSignedUpdate,
  readGovernance,
  readOpenAccounts,
  readAccount,
  readTrades,
} from './runtime'
import { snapshotEvent } from './server-data'

const handlers = createHandlers({
  desk: () => getServerData().desk(),
  snapshot: () => getServerData().snapshot(),
  now: Date.now,
  chainNow: () => getServerData().chainNow(),
  signedUpdate: getSignedUpdate,
  trades: readTrades,
  openAccounts: readOpenAccounts,
  account: readAccount,
  governance: readGovernance,
  openStream: (client, signal) => {
    const data = getServerData()
    return data.hub.open(client, [snapshotEvent(data.snapshot())], signal)
  },
})

const orders = createOrderHandlers(getOrderDesk)
const history = createHistoryHandlers(getHistory)

/** A history may take many reads of the node; it counts for several requests. */
const historyCost = 5

/** The HTTP interface, by address; the route files only name them. */
export const routes = {
  quote: endpoint(getHost, handlers.quote),
  markets: endpoint(getHost, handlers.markets),
  prices: endpoint(getHost, handlers.prices),
  trades: endpoint(getHost, handlers.trades, historyCost),
  account: endpoint(getHost, handlers.account),
  orders: endpoint(getHost, orders.list, 1, { POST: orders.place, DELETE: orders.withdraw }),
  historyPools: endpoint(getHost, history.pools),
  historyAssets: endpoint(getHost, history.assets),
  historyAccounts: endpoint(getHost, history.accounts),
  historyProviders: endpoint(getHost, history.providers),
  historyAudit: endpoint(getHost, history.audit),
  historyBadDebt: endpoint(getHost, history.badDebt),
  historyLiquidations: endpoint(getHost, history.liquidations),
  historyRequests: endpoint(getHost, history.requests),
  historyKeepers: endpoint(getHost, history.keepers),
  historyOpenAccounts: endpoint(getHost, history.openAccounts),
  historyConservation: endpoint(getHost, history.conservation),
  openAccounts: endpoint(getHost, handlers.openAccounts, historyCost),
  governance: endpoint(getHost, handlers.governance),
  stream: endpoint(getHost, handlers.stream),
  health: endpoint(getHost, handlers.health),
  openapi: endpoint(getHost, () => textResponse(openApiDocument(), { cacheControl: 'public, max-age=3600' })),
  unknown: unknownEndpoint(getHost),
}
