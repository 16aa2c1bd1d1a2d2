import { z } from 'zod'

// What `/api/v1/history` answers, in the wire form: whole numbers of any size travel as "12n".

const big = z
  .string()
  .regex(/^-?\d+n$/)
  .describe('A whole number of any size, with an n behind it')
const hex = z.string().regex(/^0x[0-9a-f]*$/)
const seconds = z.int().describe('Seconds since the epoch')

const place = { block: big, time: seconds, transaction: hex, logIndex: z.int() }

function history<Data extends z.ZodType>(data: Data) {
  return z.strictObject({
    head: z
      .strictObject({ throughBlock: big, throughTime: seconds })
      .describe('The newest block this answer speaks of'),
    data,
  })
}

const poolFlows = z.strictObject({
  deposits: big,
  withdrawals: big,
  premium: big,
  fees: big,
  spread: big,
  funding: big,
  insuranceCut: big,
  badDebt: big,
  traderResults: big.describe('What is left of the change of totalAssets when all else is known'),
  volume: big.describe('USD, WAD'),
  trades: z.int(),
  liquidations: z.int(),
})

const poolPoint = z.strictObject({
  time: seconds.describe('When the hour or day began'),
  sharePrice: big.describe('Tokens per whole share, WAD'),
  totalAssets: big,
  totalShares: big,
  cash: big,
  liability: big.describe('USD, WAD'),
  receivable: big.describe('USD, WAD'),
  stressLoss: big,
  stressLimit: big,
  collateralPrice: big.describe('USD, WAD'),
  insuranceAssets: big,
  insuranceShares: big,
  insuranceSharePrice: big,
  flows: poolFlows,
  insurance: z.strictObject({ staked: big, unstaked: big, income: big, paidOut: big }),
})

const leg = z.strictObject({
  series: big,
  quantity: big,
  premium: big,
  fee: big,
  funding: big,
  spot: big,
  collateralPrice: big,
})

const accountEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...place, clearinghouse: hex, kind: z.literal('deposit'), amount: big }),
  z.strictObject({ ...place, clearinghouse: hex, kind: z.literal('withdrawal'), amount: big }),
  z.strictObject({
    ...place,
    clearinghouse: hex,
    kind: z.literal('trade'),
    reason: z.enum(['trade', 'order', 'liquidation', 'exhausted']),
    trader: hex,
    cost: big,
    funding: big,
    insuranceIncome: big,
    legs: z.array(leg),
    charges: big,
    forgiven: big,
  }),
  z.strictObject({ ...place, clearinghouse: hex, kind: z.literal('refusal'), reward: big }),
  z.strictObject({ ...place, clearinghouse: hex, kind: z.literal('settlement'), worth: big, paid: big }),
  z.strictObject({ ...place, clearinghouse: hex, kind: z.literal('claim'), claim: big, paid: big }),
])

const providerEvent = z.strictObject({
  ...place,
  pool: z.enum(['main', 'insurance']),
  clearinghouse: hex,
  kind: z.enum(['deposit', 'withdrawal', 'transferIn', 'transferOut', 'request', 'cancelRequest', 'refusal']),
  assets: big,
  shares: big,
  sharePrice: big,
  collateralPrice: big,
})

const auditEvent = z.strictObject({
  ...place,
  kind: z.enum([
    'scheduled',
    'executed',
    'cancelled',
    'roleGranted',
    'roleRevoked',
    'paused',
    'unpaused',
    'parameters',
    'market',
    'grid',
    'feed',
    'split',
    'set',
  ]),
  by: hex.nullable(),
  target: hex.nullable(),
  operation: hex.nullable(),
  data: hex.nullable(),
  readyAt: seconds.nullable(),
  details: z.record(z.string(), z.string()),
})

const liquidation = z.strictObject({
  ...place,
  clearinghouse: hex,
  account: hex,
  liquidator: hex,
  fraction: big,
  reward: big,
  penalty: big,
  badDebt: big,
})

const keeperRecord = z.strictObject({
  keeper: hex,
  touches: z.int(),
  samples: z.int(),
  liquidations: z.int(),
  closings: z.int(),
  orders: z.int(),
  requests: z.int(),
  lastAt: seconds,
  cost: big.describe('Wei'),
})

const request = z.strictObject({
  ...place,
  clearinghouse: hex,
  kind: z.enum(['trade', 'deposit', 'redeem']),
  owner: hex,
  account: hex.nullable(),
  number: big.nullable(),
  requester: hex,
  via: z.enum(['trade', 'order']),
  amount: big.nullable().describe('Tokens to enter with, shares to leave with'),
  bound: big.describe('Most tokens that a trade may cost; fewest shares or tokens that must come of the others'),
  notBefore: seconds.describe('The prices that execute it were published then or later'),
  expiresAt: seconds.describe('After it the request can only be ended'),
  status: z.enum(['open', 'executed', 'refused']),
  executor: hex.nullable(),
  closedAt: seconds.nullable(),
  closedTransaction: hex.nullable(),
  cost: big.nullable(),
  reward: big.nullable().describe('Tokens; of a refused exit shares'),
  reason: hex.nullable().describe('The error that a refused trade ended with, ABI-encoded'),
})

const openAccount = z.strictObject({
  clearinghouse: hex,
  account: hex,
  cash: big,
  positions: z.array(z.strictObject({ series: big, quantity: big })),
})

const conservation = z.strictObject({
  clearinghouse: hex,
  token: hex,
  block: big,
  entered: big,
  left: big,
  accounts: big,
  mainPool: big,
  escrow: big.describe('Waiting in the main pool for shares'),
  insurancePool: big,
  claims: big,
  donated: big,
  residual: big,
})

function page<Item extends z.ZodType>(events: Item) {
  return history(z.strictObject({ events: z.array(events), next: z.string().nullable().describe('The next `cursor`') }))
}

export const poolsHistoryAnswer = history(z.array(poolPoint))
export const assetsHistoryAnswer = history(z.array(z.strictObject({ time: seconds, price: big, volatility: big })))
export const accountHistoryAnswer = page(accountEvent)
export const providersHistoryAnswer = history(z.array(providerEvent))
export const auditHistoryAnswer = page(auditEvent)
export const badDebtHistoryAnswer = history(
  z.array(z.strictObject({ ...place, clearinghouse: hex, account: hex, amount: big, covered: big })),
)
export const liquidationsHistoryAnswer = history(z.array(liquidation))
export const requestsHistoryAnswer = history(z.array(request))
export const keepersHistoryAnswer = history(z.array(keeperRecord))
export const openAccountsHistoryAnswer = history(z.array(openAccount))
export const conservationHistoryAnswer = history(z.array(conservation))
