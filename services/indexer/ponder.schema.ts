import { index, onchainTable, primaryKey } from 'ponder'

// Token amounts are in the token's own decimals, USD figures and quantities WAD, times seconds since the epoch (docs/indexer.md).

type Hex = `0x${string}`
type Columns = Parameters<Extract<Parameters<typeof onchainTable>[1], (...given: never[]) => unknown>>[0]

/** How far the events have come; what closes an hour when a new one begins. One row. */
export const clock = onchainTable('clock', (t) => ({
  id: t.text().primaryKey(),
  hour: t.integer().notNull(),
  lastBlock: t.bigint().notNull(),
  lastTime: t.integer().notNull(),
  /** The sets known so far, whose hours are closed together. */
  sets: t.json().$type<readonly Hex[]>().notNull(),
}))

/** The last two payments that the main pool made in a transaction, by the token's own log, in its order. */
export interface Payments {
  readonly transaction: Hex | null
  readonly list: readonly { readonly to: Hex; readonly amount: string }[]
}

/** One collateral set with its books, kept from the events alone. */
export const collateralSet = onchainTable('collateral_set', (t) => ({
  clearinghouse: t.hex().primaryKey(),
  token: t.hex().notNull(),
  mainPool: t.hex().notNull(),
  insurancePool: t.hex().notNull(),
  asset: t.integer().notNull(),
  ticker: t.text().notNull(),
  symbol: t.text().notNull(),
  decimals: t.integer().notNull(),
  openingsPaused: t.boolean().notNull(),
  insuranceShare: t.bigint().notNull(),
  /** From a request to the first price that executes it, and from there to its end; seconds. A delay of 0: none are taken. */
  executionDelay: t.integer().notNull(),
  executionWindow: t.integer().notNull(),
  /** Σ cash of the margin accounts. */
  accountCash: t.bigint().notNull(),
  /** Set aside for claims while a set is settled. */
  claimFunds: t.bigint().notNull(),
  mainCash: t.bigint().notNull(),
  /** With the main pool, but the insurance pool's. */
  mainPending: t.bigint().notNull(),
  /** With the main pool, but of those whose requests to enter are open. */
  mainEscrow: t.bigint().notNull(),
  mainShares: t.bigint().notNull(),
  insuranceCash: t.bigint().notNull(),
  insuranceShares: t.bigint().notNull(),
  /** Tokens that came from outside and went there, by the token's own log. */
  entered: t.bigint().notNull(),
  left: t.bigint().notNull(),
  /** What came into each contract from outside without being booked there. */
  donatedToAccounts: t.bigint().notNull(),
  donatedToMain: t.bigint().notNull(),
  donatedToInsurance: t.bigint().notNull(),
  /** What tells of a request's end what the owner paid or got: the main pool's newest payments, and its newest deposit or withdrawal. */
  payments: t.json().$type<Payments>().notNull(),
  moveBlock: t.bigint().notNull(),
  moveLogIndex: t.integer().notNull(),
  moveAssets: t.bigint().notNull(),
  /** The last closed hour, and the pool's total assets at its end. */
  closedHour: t.integer().notNull(),
  closedAssets: t.bigint().notNull(),
}))

/** Whose contract an address is. */
export const member = onchainTable('member', (t) => ({
  address: t.hex().primaryKey(),
  clearinghouse: t.hex().notNull(),
  role: t.text().$type<'token' | 'clearinghouse' | 'mainPool' | 'insurancePool'>().notNull(),
}))

/** A leg of a trade whose `Settled` is still to come, in the same transaction. */
interface PendingLeg {
  readonly logIndex: number
  readonly series: string
  readonly quantity: string
  readonly premium: string
  readonly fee: string
  readonly funding: string
  readonly spot: string
  readonly collateralPrice: string
}

export interface Pending {
  readonly legs: readonly PendingLeg[]
  readonly reason?: 'liquidation' | 'exhausted'
  readonly penalty?: string
  readonly reward?: string
  /** To whoever executes the request that is being executed. */
  readonly execution?: string
}

/** A margin account. */
export const account = onchainTable(
  'account',
  (t) => ({
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    subAccount: t.bigint().notNull(),
    cash: t.bigint().notNull(),
    claim: t.bigint().notNull(),
    deposited: t.bigint().notNull(),
    withdrawn: t.bigint().notNull(),
    /** Σ cost and Σ funding of all trades, positive: paid. */
    cost: t.bigint().notNull(),
    funding: t.bigint().notNull(),
    charges: t.bigint().notNull(),
    forgiven: t.bigint().notNull(),
    openPositions: t.integer().notNull(),
    pending: t.json().$type<Pending>().notNull(),
    /** Where its newest trade is written. */
    tradeBlock: t.bigint().notNull(),
    tradeLogIndex: t.integer().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.clearinghouse, table.account] }),
    ownerIndex: index().on(table.owner),
  }),
)

/** What an account holds in a series, and what that series has brought it so far. */
export const position = onchainTable(
  'position',
  (t) => ({
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    series: t.bigint().notNull(),
    quantity: t.bigint().notNull(),
    /** What the open quantity cost, premium alone; negative: received for writing. USD. */
    basis: t.bigint().notNull(),
    /** Realised, USD, gains positive: by premium, and what was paid in fees and funding. */
    realisedPremium: t.bigint().notNull(),
    fees: t.bigint().notNull(),
    funding: t.bigint().notNull(),
    openedAt: t.integer().notNull(),
    changedAt: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.clearinghouse, table.account, table.series] }) }),
)

const place = (t: Columns) => ({
  block: t.bigint().notNull(),
  logIndex: t.integer().notNull(),
  time: t.integer().notNull(),
  transaction: t.hex().notNull(),
})

/** What happened to a margin account. Which columns are filled depends on `kind`. */
export const accountEvent = onchainTable(
  'account_event',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    kind: t.text().$type<'deposit' | 'withdrawal' | 'trade' | 'refusal' | 'settlement' | 'claim'>().notNull(),
    amount: t.bigint(),
    reason: t.text().$type<'trade' | 'order' | 'liquidation' | 'exhausted'>(),
    trader: t.hex(),
    cost: t.bigint(),
    funding: t.bigint(),
    insuranceIncome: t.bigint(),
    charges: t.bigint(),
    forgiven: t.bigint(),
    legs: t.json().$type<readonly PendingLeg[]>(),
    worth: t.bigint(),
    claim: t.bigint(),
    paid: t.bigint(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.block, table.logIndex] }),
    accountIndex: index().on(table.account, table.block, table.logIndex),
  }),
)

/** One leg of a trade. */
export const leg = onchainTable(
  'leg',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    series: t.bigint().notNull(),
    quantity: t.bigint().notNull(),
    premium: t.bigint().notNull(),
    fee: t.bigint().notNull(),
    funding: t.bigint().notNull(),
    spot: t.bigint().notNull(),
    collateralPrice: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** What an owner did in a pool. A transfer between owners makes two rows, one for each side. */
export const providerEvent = onchainTable(
  'provider_event',
  (t) => ({
    ...place(t),
    owner: t.hex().notNull(),
    kind: t
      .text()
      .$type<'deposit' | 'withdrawal' | 'transferIn' | 'transferOut' | 'request' | 'cancelRequest' | 'refusal'>()
      .notNull(),
    pool: t.text().$type<'main' | 'insurance'>().notNull(),
    clearinghouse: t.hex().notNull(),
    assets: t.bigint().notNull(),
    shares: t.bigint().notNull(),
    sharePrice: t.bigint().notNull(),
    collateralPrice: t.bigint().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.block, table.logIndex, table.kind] }),
    ownerIndex: index().on(table.owner, table.block, table.logIndex),
  }),
)

/** A trade, an entry into a main pool or an exit from it that was asked for, and what came of it. */
export const request = onchainTable(
  'request',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    kind: t.text().$type<'trade' | 'deposit' | 'redeem'>().notNull(),
    owner: t.hex().notNull(),
    /** Of a trade. */
    account: t.hex(),
    /** Of a request to a pool, by which the pool knows it. */
    number: t.bigint(),
    /** Who asked; of an order who placed it, of a session key the key. */
    requester: t.hex().notNull(),
    via: t.text().$type<'trade' | 'order'>().notNull(),
    /** Tokens to enter with, or shares to leave with. */
    amount: t.bigint(),
    /** Most tokens that a trade may cost; fewest shares or tokens that must come of the others. */
    bound: t.bigint().notNull(),
    notBefore: t.integer().notNull(),
    expiresAt: t.integer().notNull(),
    status: t.text().$type<'open' | 'executed' | 'refused'>().notNull(),
    executor: t.hex(),
    closedAt: t.integer(),
    closedTransaction: t.hex(),
    /** Tokens that the trade cost; negative: received. */
    cost: t.bigint(),
    /** What the executor got, tokens; of a refused exit shares. */
    reward: t.bigint(),
    /** The error that a refused trade ended with, ABI-encoded. */
    reason: t.hex(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.block, table.logIndex] }),
    ownerIndex: index().on(table.owner),
    statusIndex: index().on(table.status),
  }),
)

/** Where the open request of an account of a clearinghouse, or of a number in a pool, is written. */
export const openRequest = onchainTable(
  'open_request',
  (t) => ({
    contract: t.hex().notNull(),
    subject: t.text().notNull(),
    block: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.contract, table.subject] }) }),
)

const flows = (t: Columns) => ({
  clearinghouse: t.hex().notNull(),
  time: t.integer().notNull(),
  deposits: t.bigint().notNull(),
  withdrawals: t.bigint().notNull(),
  premium: t.bigint().notNull(),
  fees: t.bigint().notNull(),
  spread: t.bigint().notNull(),
  funding: t.bigint().notNull(),
  insuranceCut: t.bigint().notNull(),
  badDebt: t.bigint().notNull(),
  traderResults: t.bigint().notNull(),
  volume: t.bigint().notNull(),
  trades: t.integer().notNull(),
  liquidations: t.integer().notNull(),
  staked: t.bigint().notNull(),
  unstaked: t.bigint().notNull(),
  income: t.bigint().notNull(),
  paidOut: t.bigint().notNull(),
  /** False while the hour runs: then the figures below are those of the last closed one. */
  closed: t.boolean().notNull(),
  /** The block whose figures these are. */
  block: t.bigint().notNull(),
  totalAssets: t.bigint().notNull(),
  totalShares: t.bigint().notNull(),
  cash: t.bigint().notNull(),
  liability: t.bigint().notNull(),
  receivable: t.bigint().notNull(),
  stressLoss: t.bigint().notNull(),
  stressLimit: t.bigint().notNull(),
  collateralPrice: t.bigint().notNull(),
  insuranceAssets: t.bigint().notNull(),
  insuranceShares: t.bigint().notNull(),
})

/** A set's pools by hour: the flows within it, and the figures at its last block with an event. */
export const poolHour = onchainTable('pool_hour', flows, (table) => ({
  pk: primaryKey({ columns: [table.clearinghouse, table.time] }),
}))

/** The same by day, of closed hours. */
export const poolDay = onchainTable('pool_day', flows, (table) => ({
  pk: primaryKey({ columns: [table.clearinghouse, table.time] }),
}))

const assetColumns = (t: Columns) => ({
  asset: t.integer().notNull(),
  time: t.integer().notNull(),
  symbol: t.text().notNull(),
  price: t.bigint().notNull(),
  volatility: t.bigint().notNull(),
})

export const assetHour = onchainTable('asset_hour', assetColumns, (table) => ({
  pk: primaryKey({ columns: [table.asset, table.time] }),
}))

export const assetDay = onchainTable('asset_day', assetColumns, (table) => ({
  pk: primaryKey({ columns: [table.asset, table.time] }),
}))

export const liquidation = onchainTable(
  'liquidation',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    liquidator: t.hex().notNull(),
    fraction: t.bigint().notNull(),
    reward: t.bigint().notNull(),
    penalty: t.bigint().notNull(),
    badDebt: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

export const badDebt = onchainTable(
  'bad_debt',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    account: t.hex().notNull(),
    amount: t.bigint().notNull(),
    covered: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** Operations, roles, parameters, pauses. */
export const auditEvent = onchainTable(
  'audit_event',
  (t) => ({
    ...place(t),
    kind: t.text().notNull(),
    event: t.text().notNull(),
    by: t.hex(),
    target: t.hex(),
    operationHash: t.hex(),
    data: t.hex(),
    readyAt: t.integer(),
    details: t.json().$type<Record<string, string>>().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.block, table.logIndex] }),
    operationIndex: index().on(table.operationHash),
  }),
)

/** What an address did of the work that anyone may do. */
export const keeper = onchainTable('keeper', (t) => ({
  keeper: t.hex().primaryKey(),
  touches: t.integer().notNull(),
  samples: t.integer().notNull(),
  liquidations: t.integer().notNull(),
  closings: t.integer().notNull(),
  orders: t.integer().notNull(),
  requests: t.integer().notNull(),
  lastAt: t.integer().notNull(),
  /** Ether for gas, wei. */
  cost: t.bigint().notNull(),
  lastTransaction: t.hex().notNull(),
}))

/** A market brought up to date. */
export const touch = onchainTable(
  'touch',
  (t) => ({
    ...place(t),
    clearinghouse: t.hex().notNull(),
    market: t.integer().notNull(),
    liability: t.bigint().notNull(),
    stressLoss: t.bigint().notNull(),
    spot: t.bigint().notNull(),
    volatility: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** A price that the vendor's contract took in. */
export const oracleUpdate = onchainTable(
  'oracle_update',
  (t) => ({
    ...place(t),
    feedId: t.hex().notNull(),
    publishTime: t.bigint().notNull(),
    price: t.bigint().notNull(),
    confidence: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** A sample of an asset's volatility. */
export const sample = onchainTable(
  'sample',
  (t) => ({
    ...place(t),
    asset: t.integer().notNull(),
    price: t.bigint().notNull(),
    publishTime: t.bigint().notNull(),
    volatility: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** Signed orders and session keys: executions, cancellations, grants. */
export const orderEvent = onchainTable(
  'order_event',
  (t) => ({
    ...place(t),
    event: t.text().notNull(),
    account: t.hex(),
    owner: t.hex(),
    by: t.hex().notNull(),
    hash: t.hex(),
    details: t.json().$type<Record<string, string>>().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }),
)

/** Who may trade for whom. */
export const operator = onchainTable(
  'operator',
  (t) => ({
    clearinghouse: t.hex().notNull(),
    owner: t.hex().notNull(),
    operator: t.hex().notNull(),
    allowed: t.boolean().notNull(),
    changedAt: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.clearinghouse, table.owner, table.operator] }) }),
)
