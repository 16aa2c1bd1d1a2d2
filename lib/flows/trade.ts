import { encodeFunctionData, parseSignature, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { explainError } from '@/lib/chain/errors'
import { mulDiv, mulDivUp } from '@/lib/core/fixed-point'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import { amountOf } from './margin'
import { fetchUpdates, priceUpdates } from './prices'
import type { FlowRequest } from './requests'
import { write } from './write'

type TradeRequest = Extract<FlowRequest, { kind: 'open' | 'close' }>

interface Permit {
  readonly deadline: bigint
  readonly signature: Hex
}

const DEADLINE_SECONDS = 120n
const BPS = 10_000n
/** How the code of an account begins that has delegated to a contract (EIP-7702). */
const DELEGATED = '0xef0100'

/** Errors that no later price and no deposit would spare a trade, in all likelihood. */
const CERTAIN: ReadonlySet<string | undefined> = new Set([
  'BelowMinimumNotional',
  'BookTooSkewed',
  'CapacityExceeded',
  'MarketNotListed',
  'OpeningsPaused',
  'StrikeNotListed',
  'TooManyPositions',
  'TooManyStrikes',
])

/** Opens or closes, at fresh prices or by request at the next; a missing margin is paid in by the same transaction. */
export function tradeSteps(context: FlowContext, request: TradeRequest, usesPermit: boolean): FlowStep[] {
  const { deposit } = request
  let permit: Permit | undefined
  const { set, user, execution } = context
  const trade: FlowStep =
    execution.delay === 0n
      ? { label: request.title, run: () => sendTrade(context, request, permit) }
      : { label: 'Ask for the trade', run: () => sendRequest(context, request, permit), asks: true }
  if (deposit === 0n || user.clearinghouseAllowance >= deposit) return [trade]
  if (!usesPermit) return [...approvalSteps(context, set.clearinghouse, user.clearinghouseAllowance, deposit), trade]
  const sign: FlowStep = {
    label: `Sign the use of ${amountOf(context, deposit)} as margin`,
    run: async () => {
      permit = await signPermit(context, deposit)
      return undefined
    },
  }
  return [sign, trade]
}

/** Whether the token takes EIP-2612 permits and the account can sign them: a contract cannot, but one delegated to can. */
export async function supportsPermit({ reader, set, account }: FlowContext): Promise<boolean> {
  try {
    const code = await reader.getCode({ address: account.address })
    if (code !== undefined && !code.startsWith(DELEGATED)) return false
    await reader.readContract({
      address: set.token,
      abi: demoStockTokenAbi,
      functionName: 'nonces',
      args: [account.address],
    })
    return true
  } catch {
    return false
  }
}

/** The caller's limit: what was shown plus (or, when receiving, minus) the slippage, rounded in the caller's favour. */
export function costLimit(expected: bigint, slippageBps: number): bigint {
  const slip = BigInt(slippageBps)
  if (expected >= 0n) return mulDiv(expected, BPS + slip, BPS)
  return -mulDivUp(-expected, BPS - slip, BPS)
}

async function sendTrade(context: FlowContext, request: TradeRequest, permit: Permit | undefined): Promise<Hex> {
  const { reader, set, user } = context
  const updates = await fetchUpdates(request.assets)
  const [{ fee }, limits] = await Promise.all([
    priceUpdates(reader, set.clearinghouse, updates),
    limitsOf(context, request),
  ])
  const args = [user.account.account, request.legs, ...limits, updates] as const
  const trade = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'trade', args })
  if (request.deposit > 0n) return sendBoth(context, request, permit, trade, fee)
  return write(context, { ...houseCall(context, request), functionName: 'trade', args, value: fee })
}

/** Needs no price: it is executed at one that is yet to come. */
async function sendRequest(context: FlowContext, request: TradeRequest, permit: Permit | undefined): Promise<Hex> {
  const { account } = context.user.account
  const [limits] = await Promise.all([limitsOf(context, request), requireUnrefused(context, request)])
  const args = [account, request.legs, ...limits] as const
  const asked = encodeFunctionData({ abi: clearinghouseAbi, functionName: 'request', args })
  if (request.deposit > 0n) return sendBoth(context, request, permit, asked, 0n)
  return write(context, { ...houseCall(context, request), functionName: 'request', args })
}

/** A refused request costs its reward, so what would surely be refused is not asked for. */
async function requireUnrefused({ reader, set, user }: FlowContext, { legs }: TradeRequest): Promise<void> {
  const house = { address: set.clearinghouse, abi: clearinghouseAbi } as const
  try {
    await reader.simulateContract({ ...house, functionName: 'tryTrade', args: [user.account.account, legs] })
  } catch (error) {
    if (CERTAIN.has(explainError(error).name)) throw error
  }
}

/** Most that it may cost, tokens, and the last block time at which it may be sent. */
async function limitsOf(
  { reader }: FlowContext,
  { expectedCost, slippageBps }: TradeRequest,
): Promise<readonly [maxCost: bigint, deadline: bigint]> {
  const { timestamp } = await reader.getBlock()
  return [costLimit(expectedCost, slippageBps), timestamp + DEADLINE_SECONDS]
}

function houseCall({ set }: FlowContext, { title }: TradeRequest) {
  return { label: title, address: set.clearinghouse, abi: clearinghouseAbi }
}

function sendBoth(
  context: FlowContext,
  request: TradeRequest,
  permit: Permit | undefined,
  trade: Hex,
  value: bigint,
): Promise<Hex> {
  const calls = [encodeDeposit(context.user.account.account, request.deposit, permit), trade]
  return write(context, { ...houseCall(context, request), functionName: 'multicall', args: [calls], value })
}

function encodeDeposit(account: Hex, amount: bigint, permit: Permit | undefined): Hex {
  if (permit === undefined) {
    return encodeFunctionData({ abi: clearinghouseAbi, functionName: 'deposit', args: [account, amount] })
  }
  const { r, s, yParity } = parseSignature(permit.signature)
  return encodeFunctionData({
    abi: clearinghouseAbi,
    functionName: 'depositWithPermit',
    args: [account, amount, permit.deadline, 27 + yParity, r, s],
  })
}

async function signPermit({ reader, wallet, account, chain, set }: FlowContext, value: bigint): Promise<Permit> {
  const token = { address: set.token, abi: demoStockTokenAbi } as const
  const [nonce, [, name, version], { timestamp }] = await Promise.all([
    reader.readContract({ ...token, functionName: 'nonces', args: [account.address] }),
    reader.readContract({ ...token, functionName: 'eip712Domain' }),
    reader.getBlock(),
  ])
  const deadline = timestamp + 10n * DEADLINE_SECONDS
  const signature = await wallet.signTypedData({
    account,
    domain: { name, version, chainId: chain.id, verifyingContract: set.token },
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    message: { owner: account.address, spender: set.clearinghouse, value, nonce, deadline },
  })
  return { deadline, signature }
}
