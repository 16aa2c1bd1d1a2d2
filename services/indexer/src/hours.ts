import type { Context } from 'ponder:registry'
import { assetDay, assetHour, clock, collateralSet, poolDay, poolHour } from 'ponder:schema'
import type { Hex } from 'viem'
import { overviewAt, type Overview } from './chain'
import { emptyPeriod, knownFlows, sumFlows } from './flows'
import { DAY, HOUR, startOf } from './place'

type PoolRow = typeof poolHour.$inferSelect
export type Figures = ReturnType<typeof figuresOf>

const ID = 'chain'

/**
 * Called before every event. The first event of an hour closes the hour of the event before: the pools are read once, at that
 * event's block. So an hour costs one read however much happens in it, and a replay reads the same.
 */
export async function passTime(context: Context, block: { number: bigint; timestamp: bigint }): Promise<void> {
  const { db } = context
  const lastTime = Number(block.timestamp)
  const next = { hour: startOf(HOUR, lastTime), lastBlock: block.number, lastTime }
  const known = await db.find(clock, { id: ID })
  if (known === null) {
    await db.insert(clock).values({ id: ID, ...next, sets: [] })
    return
  }
  if (known.lastBlock === block.number) return
  if (next.hour > known.hour) await closeHour(context, known.hour, known.lastBlock, known.sets)
  await db.update(clock, { id: ID }).set(next)
}

/** From now on this set's hours are closed with the others'. */
export async function watchSet({ db }: Context, clearinghouse: Hex): Promise<void> {
  await db.update(clock, { id: ID }).set(({ sets }) => ({ sets: [...sets, clearinghouse.toLowerCase() as Hex] }))
}

async function closeHour(context: Context, hour: number, block: bigint, sets: readonly Hex[]): Promise<void> {
  const overview = await overviewAt(block)
  for (const set of sets) await closePools(context, hour, block, set, overview)
  for (const asset of overview?.assets ?? []) {
    if (!asset.priceOk) continue
    const figures = { symbol: asset.symbol, price: asset.price.value, volatility: asset.volatility }
    const row = { asset: Number(asset.asset), ...figures }
    await context.db
      .insert(assetHour)
      .values({ ...row, time: hour })
      .onConflictDoUpdate(figures)
    const day = startOf(DAY, hour)
    await context.db
      .insert(assetDay)
      .values({ ...row, time: day })
      .onConflictDoUpdate(figures)
  }
}

async function closePools(
  { db }: Context,
  hour: number,
  block: bigint,
  clearinghouse: Hex,
  overview: Overview | undefined,
): Promise<void> {
  const set = await db.find(collateralSet, { clearinghouse })
  if (set === null) return
  const open = (await db.find(poolHour, { clearinghouse, time: hour })) ?? emptyPeriod(clearinghouse, hour)
  const known = knownFlows(open)
  const before = await db.find(poolHour, { clearinghouse, time: set.closedHour })
  const figures =
    figuresOf(overview, clearinghouse, block) ?? carriedOn(before ?? open, block, set.closedAssets + known)
  const traderResults = figures.totalAssets - set.closedAssets - known
  const ending = { ...figures, traderResults, closed: true }
  const closed: PoolRow = { ...open, ...ending }
  await db.insert(poolHour).values(closed).onConflictDoUpdate(ending)
  await db.update(collateralSet, { clearinghouse }).set({ closedHour: hour, closedAssets: figures.totalAssets })
  await db
    .insert(poolDay)
    .values({ ...closed, time: startOf(DAY, hour) })
    .onConflictDoUpdate((day) => ({
      ...sumFlows(day, closed),
      ...figures,
      traderResults: day.traderResults + traderResults,
    }))
}

/** What a reading tells of a set's pools; undefined when there is none, or a price was missing in it. */
export function figuresOf(overview: Overview | undefined, clearinghouse: Hex, block: bigint) {
  const set = overview?.sets.find((entry) => entry.clearinghouse.toLowerCase() === clearinghouse)
  if (overview === undefined || set?.pool.exposureOk !== true) return undefined
  const { pool, collateralAsset } = set
  return {
    block,
    totalAssets: pool.totalAssets,
    totalShares: pool.totalShares,
    cash: pool.cash,
    liability: pool.liability,
    receivable: pool.receivable,
    stressLoss: pool.stressLoss,
    stressLimit: pool.stressLimit,
    collateralPrice: overview.assets[Number(collateralAsset)]?.price.value ?? 0n,
    insuranceAssets: pool.insuranceAssets,
    insuranceShares: pool.insuranceShares,
  }
}

/** Without a reading the figures stay, but for what is known to have moved; the next reading tells the rest. */
function carriedOn(last: PoolRow, block: bigint, totalAssets: bigint): NonNullable<Figures> {
  const { totalShares, cash, liability, receivable, stressLoss, stressLimit, collateralPrice } = last
  const { insuranceAssets, insuranceShares } = last
  return {
    block,
    totalAssets,
    totalShares,
    cash,
    liability,
    receivable,
    stressLoss,
    stressLimit,
    collateralPrice,
    insuranceAssets,
    insuranceShares,
  }
}
