import { z } from 'zod'

// What `/api/v1/accounts/{owner}` answers, in the wire form: whole numbers of any size travel as "12n".

const big = z
  .string()
  .regex(/^-?\d+n$/)
  .describe('A whole number of any size, with an n behind it')

const position = z.strictObject({ series: big, quantity: big, entryIndex: big })

const account = z.strictObject({
  account: z.string(),
  cash: big.describe('Tokens'),
  positions: z.array(position),
  fundingOwed: big.describe('USD, WAD'),
  fundingPerYear: big.describe('USD, WAD'),
  exhausted: z.boolean(),
})

const userSet = z.strictObject({
  tokenBalance: big,
  clearinghouseAllowance: big,
  mainPoolAllowance: big,
  insurancePoolAllowance: big,
  poolShares: big,
  poolSharesValue: big.describe('Tokens'),
  maxRedeem: big,
  insuranceShares: big,
  insuranceSharesValue: big.describe('Tokens'),
  requestedShares: big,
  requestOpensAt: big,
  requestClosesAt: big,
  faucetAmount: big,
  faucetReadyAt: big,
  account,
})

export const accountAnswer = z.strictObject({
  blockNumber: big,
  blockTime: big,
  nativeBalance: big.describe('Wei'),
  sets: z.array(userSet).describe('In the order of /api/v1/markets'),
})
