import { encodeFunctionData, parseSignature, type Hex } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { mulDiv, mulDivUp } from '@/lib/core/fixed-point'
import { approvalSteps } from './allowance'
import type { FlowContext, FlowStep } from './context'
import { amountOf } from './margin'
import { fetchUpdates } from './prices'
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

/** Opens or closes at fresh prices; a missing margin is paid in by the same transaction. */
export function tradeSteps(context: FlowContext, request: TradeRequest, usesPermit: boolean): FlowStep[] {
  const { deposit } = request
  let permit: Permit | undefined
  const trade: FlowStep = { label: request.title, run: () => sendTrade(context, request, deposit, permit) }
  const { set, user } = context
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

async function sendTrade(
  context: FlowContext,
  request: TradeRequest,
  deposit: bigint,
  permit: Permit | undefined,
): Promise<Hex> {
  const { reader, set, user } = context
  const updates = await fetchUpdates(request.assets)
  const oracle = await reader.readContract({
    address: set.clearinghouse,
    abi: clearinghouseAbi,
    functionName: 'oracle',
  })
  const [value, { timestamp }] = await Promise.all([
    reader.readContract({ address: oracle, abi: pythOracleAbi, functionName: 'updateFee', args: [updates] }),
    reader.getBlock(),
  ])
  const { account } = user.account
  const limit = costLimit(request.expectedCost, request.slippageBps)
  const trade = [account, request.legs, limit, timestamp + DEADLINE_SECONDS, updates] as const
  const common = { label: request.title, address: set.clearinghouse, abi: clearinghouseAbi, value }
  if (deposit === 0n) return write(context, { ...common, functionName: 'trade', args: trade })
  const calls = [
    encodeDeposit(account, deposit, permit),
    encodeFunctionData({ abi: clearinghouseAbi, functionName: 'trade', args: trade }),
  ]
  return write(context, { ...common, functionName: 'multicall', args: [calls] })
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
