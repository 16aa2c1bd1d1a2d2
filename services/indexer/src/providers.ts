import { ponder, type Context, type Event } from 'ponder:registry'
import { providerEvent } from 'ponder:schema'
import { zeroAddress, type Hex } from 'viem'
import { poolValueAt } from './chain'
import { addFlows } from './flows'
import { passTime } from './hours'
import { placeOf, type Occurrence } from './place'
import { bookSet, donated, setOf, type SetRow } from './sets'
import { sharePriceOf } from './share-price'

type Pool = 'main' | 'insurance'
type Kind = (typeof providerEvent.$inferSelect)['kind']

/** An event that both pools have. */
interface Given<Name extends 'MainPool:Deposit' | 'MainPool:Withdraw' | 'MainPool:Transfer'> {
  readonly event: Omit<Event<Name>, 'transactionReceipt'>
  readonly context: Context
}

interface Move {
  readonly owner: Hex
  readonly kind: Kind
  readonly assets: bigint
  readonly shares: bigint
}

async function deposited({ event, context }: Given<'MainPool:Deposit'>, pool: Pool) {
  await passTime(context, event.block)
  const { owner, assets, shares } = event.args
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) =>
    pool === 'main'
      ? {
          mainCash: set.mainCash + assets,
          mainShares: set.mainShares + shares,
          donatedToMain: set.donatedToMain - assets,
          ...newestMove(event, assets),
        }
      : {
          insuranceCash: set.insuranceCash + assets,
          insuranceShares: set.insuranceShares + shares,
          donatedToInsurance: set.donatedToInsurance - assets,
        },
  )
  await addFlows(context, clearinghouse, Number(event.block.timestamp), {
    [pool === 'main' ? 'deposits' : 'staked']: assets,
  })
  await recordMoves(context, event, pool, [{ owner, kind: 'deposit', assets, shares }])
}

async function withdrawn({ event, context }: Given<'MainPool:Withdraw'>, pool: Pool) {
  await passTime(context, event.block)
  const { owner, receiver, assets, shares } = event.args
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) => ({
    ...donated(set, receiver, assets),
    ...(pool === 'main'
      ? { mainCash: set.mainCash - assets, mainShares: set.mainShares - shares, ...newestMove(event, assets) }
      : { insuranceCash: set.insuranceCash - assets, insuranceShares: set.insuranceShares - shares }),
  }))
  const flow = pool === 'main' ? { withdrawals: 0n - assets } : { unstaked: assets }
  await addFlows(context, clearinghouse, Number(event.block.timestamp), flow)
  await recordMoves(context, event, pool, [{ owner, kind: 'withdrawal', assets, shares }])
}

async function transferred({ event, context }: Given<'MainPool:Transfer'>, pool: Pool) {
  await passTime(context, event.block)
  const { from, to, value } = event.args
  // Deposits and withdrawals have events of their own.
  if (from === zeroAddress || to === zeroAddress || value === 0n) return
  const moves: readonly Move[] = [
    { owner: from, kind: 'transferOut', assets: 0n, shares: value },
    { owner: to, kind: 'transferIn', assets: 0n, shares: value },
  ]
  // The pool keeps shares for those who have asked to leave, and has no history of its own.
  const self = event.log.address.toLowerCase()
  const others = moves.filter(({ owner }) => owner.toLowerCase() !== self)
  await recordMoves(context, event, pool, others)
}

function newestMove({ block, log }: Occurrence, moveAssets: bigint) {
  return { moveBlock: block.number, moveLogIndex: log.logIndex, moveAssets }
}

ponder.on('MainPool:Deposit', (given) => deposited(given, 'main'))
ponder.on('MainPool:Withdraw', (given) => withdrawn(given, 'main'))
ponder.on('MainPool:Transfer', (given) => transferred(given, 'main'))
ponder.on('InsurancePool:Deposit', (given) => deposited(given, 'insurance'))
ponder.on('InsurancePool:Withdraw', (given) => withdrawn(given, 'insurance'))
ponder.on('InsurancePool:Transfer', (given) => transferred(given, 'insurance'))

ponder.on('InsurancePool:WithdrawalRequested', async ({ event, context }) => {
  await passTime(context, event.block)
  const { owner, shares } = event.args
  await recordMoves(context, event, 'insurance', [{ owner, kind: 'request', assets: 0n, shares }])
})

ponder.on('InsurancePool:WithdrawalCancelled', async ({ event, context }) => {
  await passTime(context, event.block)
  const { owner } = event.args
  await recordMoves(context, event, 'insurance', [{ owner, kind: 'cancelRequest', assets: 0n, shares: 0n }])
})

/** Writes down what owners did in a pool, with the share price right after. */
export async function recordMoves(
  context: Context,
  event: Occurrence,
  pool: Pool,
  moves: readonly Move[],
): Promise<void> {
  if (moves.length === 0) return
  const set = await setOf(context, event.log.address)
  const value = await poolValueAt(set.mainPool, set.asset, event.block.number)
  const sharePrice = pool === 'insurance' ? insurancePrice(set) : mainPrice(set, value?.totalAssets ?? set.mainCash)
  for (const move of moves) {
    await context.db.insert(providerEvent).values({
      ...placeOf(event),
      ...move,
      pool,
      clearinghouse: set.clearinghouse,
      sharePrice,
      collateralPrice: value?.price ?? 0n,
    })
  }
}

function mainPrice({ mainShares }: SetRow, totalAssets: bigint): bigint {
  return sharePriceOf(totalAssets, mainShares)
}

function insurancePrice({ insuranceCash, insuranceShares }: SetRow): bigint {
  return sharePriceOf(insuranceCash, insuranceShares)
}
