import { decodeEventLog, numberToHex, toEventSelector, type PublicClient, type RpcLog } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import type { TradeReader, TradeRecord, TradedLeg } from './trade-history'

const eventNames = ['Traded', 'Settled', 'ExhaustedClosed'] as const
const selectors = clearinghouseAbi
  .filter((item) => item.type === 'event')
  .filter((item) => (eventNames as readonly string[]).includes(item.name))
  .map(toEventSelector)

/** Reads trades from the clearinghouses' logs, one request for all of them. */
export function createTradeReader(client: PublicClient, clearinghouses: readonly `0x${string}`[]): TradeReader {
  return {
    trades: async (account, fromBlock, toBlock) => {
      const filter = {
        address: [...clearinghouses],
        topics: [selectors, account],
        fromBlock: numberToHex(fromBlock),
        toBlock: numberToHex(toBlock),
      }
      const logs = await client.request({ method: 'eth_getLogs', params: [filter] })
      return groupTrades(logs)
    },
  }
}

/** Puts logs together to trades: the legs come before the settlement, a forced closing is told after it. */
export function groupTrades(logs: readonly RpcLog[]): TradeRecord[] {
  const trades: TradeRecord[] = []
  let legs: TradedLeg[] = []
  for (const log of logs) {
    const event = decode(log)
    if (event.eventName === 'Traded') legs.push(toLeg(event.args))
    if (event.eventName === 'Settled') {
      trades.push({ ...placeOf(log), ...amountsOf(event.args), exhausted: false, legs })
      legs = []
    }
    if (event.eventName === 'ExhaustedClosed') markExhausted(trades)
  }
  return trades
}

function markExhausted(trades: TradeRecord[]): void {
  const last = trades.pop()
  if (last) trades.push({ ...last, exhausted: true })
}

function decode(log: RpcLog) {
  return decodeEventLog({ abi: clearinghouseAbi, data: log.data, topics: log.topics })
}

type DecodedEvent = ReturnType<typeof decode>
type ArgsOf<Name extends DecodedEvent['eventName']> = Extract<DecodedEvent, { eventName: Name }>['args']

function toLeg({ series, quantity, premium, fee, funding, spot, collateralPrice }: ArgsOf<'Traded'>): TradedLeg {
  return { series, quantity, premium, fee, funding, spot, collateralPrice }
}

function amountsOf({ cost, funding, insuranceIncome }: ArgsOf<'Settled'>) {
  return { cost, funding, insuranceIncome }
}

function placeOf(log: RpcLog) {
  const { blockTimestamp } = log as { readonly blockTimestamp?: string }
  return {
    clearinghouse: log.address,
    transactionHash: log.transactionHash ?? '0x',
    blockNumber: BigInt(log.blockNumber ?? 0),
    blockTime: blockTimestamp === undefined ? null : BigInt(blockTimestamp),
    logIndex: Number(log.logIndex ?? 0),
  }
}
