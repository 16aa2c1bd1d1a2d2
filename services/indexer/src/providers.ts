import { ponder, type Context, type Event } from 'ponder:registry'
import { providerEvent, type collateralSet } from 'ponder:schema'
import { zeroAddress, type Hex } from 'viem'
import { poolValueAt } from './chain'
import { addFlows } from './flows'
import { passTime } from './hours'
import { placeOf, type Occurrence } from './place'
import { bookSet, setOf } from './sets'
import { sharePriceOf } from './share-price'

type SetRow = typeof collateralSet.$inferSelect
type Pool = 'main' | 'insurance'
type Kind = (typeof providerEvent.$inferSelect)['kind']

interface Move {
  readonly owner: Hex
  readonly kind: Kind
  readonly assets: bigint
  readonly shares: bigint
}

async function deposited({ event, context }: { event: Event<'MainPool:Deposit'>; context: Context }, pool: Pool) {
  await passTime(context, event.block)
  const { owner, assets, shares } = event.args
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) =>
    pool === 'main'
      ? {
          mainCash: set.mainCash + assets,
          mainShares: set.mainShares + shares,
          donatedToMain: set.donatedToMain - assets,
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

async function withdrawn({ event, context }: { event: Event<'MainPool:Withdraw'>; context: Context }, pool: Pool) {
  await passTime(context, event.block)
  const { owner, assets, shares } = event.args
  const { clearinghouse } = await setOf(context, event.log.address)
  await bookSet(context, clearinghouse, (set) =>
    pool === 'main'
      ? { mainCash: set.mainCash - assets, mainShares: set.mainShares - shares }
      : { insuranceCash: set.insuranceCash - assets, insuranceShares: set.insuranceShares - shares },
  )
  const flow = pool === 'main' ? { withdrawals: 0n - assets } : { unstaked: assets }
  await addFlows(context, clearinghouse, Number(event.block.timestamp), flow)
  await recordMoves(context, event, pool, [{ owner, kind: 'withdrawal', assets, shares }])
}

async function transferred({ event, context }: { event: Event<'MainPool:Transfer'>; context: Context }, pool: Pool) {
  await passTime(context, event.block)
  const { from, to, value } = event.args
  // Deposits and withdrawals have events of their own.
  if (from === zeroAddress || to === zeroAddress || value === 0n) return
  await recordMoves(context, event, pool, [
    { owner: from, kind: 'transferOut', assets: 0n, shares: value },
    { owner: to, kind: 'transferIn', assets: 0n, shares: value },
  ])
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

async function recordMoves(context: Context, event: Occurrence, pool: Pool, moves: readonly Move[]): Promise<void> {
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
