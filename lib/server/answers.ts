import { z } from 'zod'

// What the interface answers, for the OpenAPI document and for the tests that hold the answers to it.

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('An exact decimal number')
const whole = z
  .string()
  .regex(/^-?\d+$/)
  .describe('A whole number of any size')
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/)
const bytes = z.string().regex(/^0x[0-9a-fA-F]*$/)
const name = z.string().describe('Asset, period, strike, call or put: BTC-7D-70000-C')
const kind = z.enum(['call', 'put'])

export const problemAnswer = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  'invalid-params': z.array(z.strictObject({ name: z.string(), reason: z.string() })).optional(),
  error: z.string().optional().describe('The contract’s error behind the refusal'),
})

const quotedLeg = z.strictObject({
  name,
  series: whole,
  quantity: decimal,
  spot: decimal,
  publishTime: whole,
  ageSeconds: whole,
  volatility: decimal,
  value: decimal.describe('USD per unit'),
  timeValue: decimal,
  mark: decimal.describe('USD per unit, after the trade'),
  delta: decimal,
  gamma: decimal,
  vega: decimal,
  fundingPerDay: decimal.describe('USD per unit, after the trade'),
  premium: decimal.describe('USD for the leg; negative: received'),
  fee: decimal.describe('USD for the leg'),
})

export const quoteAnswer = z.strictObject({
  block: whole,
  time: whole,
  prices: z.enum(['live', 'chain']),
  costTokens: decimal.describe('What the trade takes from the account, in tokens, funding apart; negative: it brings'),
  costRaw: whole.describe('The same in the token’s smallest unit: the `cost` of the contract'),
  costUsd: decimal,
  premium: decimal,
  fee: decimal,
  impact: decimal.describe('USD paid beyond the value of the options'),
  conversionSpread: decimal.describe('Fraction charged for the age of the collateral’s price'),
  fundingPerDay: decimal.describe('USD for what is bought'),
  runwaySeconds: z.int(),
  runwayTokens: decimal.describe('Tokens that must stay in the account for the funding ahead'),
  initialMargin: decimal.describe(
    'USD that legs which write ask of an account holding nothing else, its own cash’s apart',
  ),
  collateral: z.strictObject({
    symbol: z.string(),
    token: address,
    price: decimal,
    publishTime: whole,
    ageSeconds: whole,
  }),
  legs: z.array(quotedLeg),
  opening: z.boolean(),
  tradable: z.boolean(),
  blockers: z.array(z.strictObject({ error: z.string(), detail: z.string() })),
})

const session = z
  .strictObject({
    phase: z.enum(['open', 'pre-market', 'after-hours', 'closed', 'weekend', 'holiday']),
    open: z.boolean().describe('Whether the regular session runs'),
    halfDay: z.boolean(),
    changesAt: whole.describe('When the regular session ends, or begins next'),
    phaseChangesAt: whole,
  })
  .nullable()

const price = z.strictObject({ value: decimal, confidence: decimal, publishTime: whole }).nullable()

const marketSeries = z.strictObject({
  name,
  series: whole,
  strike: decimal,
  kind,
  quantity: decimal.describe('Held by all traders'),
  fundingPerDayInForce: decimal.describe('USD per unit at the rate set at the last touch'),
  value: decimal.nullable(),
  mark: decimal.nullable(),
  delta: decimal.nullable(),
  fundingPerDay: decimal.nullable().describe('USD per unit at the mark of this moment'),
})

const market = z.strictObject({
  name: z.string(),
  market: whole,
  asset: z.string(),
  periodSeconds: z.int(),
  listed: z.boolean(),
  liability: decimal.nullable(),
  stressLoss: decimal.nullable(),
  skew: decimal.nullable(),
  strikeStep: decimal,
  strikeRange: decimal.describe('Fraction of the price'),
  series: z.array(marketSeries),
})

const pool = z.strictObject({
  cash: decimal,
  totalAssets: decimal.nullable(),
  withdrawable: decimal.nullable(),
  liability: decimal.nullable(),
  receivable: decimal.nullable(),
  stressLoss: decimal.nullable(),
  stressLimit: decimal.nullable(),
  insuranceAssets: decimal,
  insurancePending: decimal,
  insuranceShareOfIncome: decimal,
})

export const marketsAnswer = z.strictObject({
  block: whole,
  blockTime: whole,
  assets: z.array(
    z.strictObject({
      symbol: z.string(),
      feedId: bytes.nullable(),
      live: price.describe('The newest price that a trade could bring along'),
      chain: price.describe('The price on chain'),
      volatility: decimal.nullable(),
      session: session.describe('The stock exchange at the block’s time; null for what trades around the clock'),
    }),
  ),
  sets: z.array(
    z.strictObject({
      symbol: z.string(),
      token: address,
      decimals: z.int(),
      clearinghouse: address,
      mainPool: address,
      insurancePool: address,
      openingsPaused: z.boolean(),
      pool,
      markets: z.array(market),
    }),
  ),
})

export const pricesAnswer = z.strictObject({
  prices: z.array(
    z.strictObject({
      symbol: z.string(),
      asset: z.int(),
      feedId: bytes,
      value: decimal,
      confidence: decimal,
      publishTime: whole,
    }),
  ),
  updateData: z.array(bytes).describe('The `priceUpdate` of a trade'),
})

export const tradesAnswer = z.strictObject({
  account: bytes,
  throughBlock: whole,
  complete: z.boolean().describe('False: ask again for the rest'),
  truncated: z.boolean(),
  trades: z.array(
    z.strictObject({
      collateral: z.string(),
      transactionHash: bytes,
      block: whole,
      blockTime: whole.nullable(),
      logIndex: z.int(),
      exhausted: z.boolean(),
      costTokens: decimal,
      fundingTokens: decimal,
      insuranceIncomeTokens: decimal,
      legs: z.array(
        z.strictObject({
          name,
          series: whole,
          quantity: decimal,
          premium: decimal,
          fee: decimal,
          funding: decimal,
          spot: decimal,
          collateralPrice: decimal,
        }),
      ),
    }),
  ),
})

const part = {
  ok: z.boolean(),
  detail: z.string(),
  heardSecondsAgo: z.int().nullable(),
  newestSecondsAgo: z.int().nullable(),
}

export const healthAnswer = z.strictObject({
  ok: z.boolean(),
  chain: z.strictObject({ ...part, block: whole.nullable() }),
  prices: z.strictObject(part),
})
