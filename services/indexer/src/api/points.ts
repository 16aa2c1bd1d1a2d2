import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { and, asc, desc, eq, gte, lte } from 'ponder'
import type { AssetPoint, IndexHead, PoolPoint } from '@/lib/core/history/types'
import { overviewAt } from '../chain'
import { emptyPeriod, knownFlows, sumFlows } from '../flows'
import { figuresOf } from '../hours'
import { DAY, HOUR, startOf } from '../place'
import { sharePriceOf } from '../share-price'
import { UnknownNameError, type SeriesQuestion } from './questions'

type PoolRow = typeof schema.poolHour.$inferSelect
type SetRow = typeof schema.collateralSet.$inferSelect

/** A set's pools by hour or day, oldest first; the last point is the running one, with the figures of the head. */
export async function poolPoints(question: SeriesQuestion, head: IndexHead): Promise<readonly PoolPoint[]> {
  const set = await findSet(question.symbol)
  const table = question.resolution === 'hour' ? schema.poolHour : schema.poolDay
  const { from, to, limit } = question
  const rows = await db
    .select()
    .from(table)
    .where(
      and(
        eq(table.clearinghouse, set.clearinghouse),
        eq(table.closed, true),
        gte(table.time, from),
        lte(table.time, to),
      ),
    )
    .orderBy(desc(table.time))
    .limit(limit)
  const points = rows.reverse()
  const open = await openPeriod(set, question.resolution, head)
  if (open === undefined || open.time < from || open.time > to) return points.map(toPoint)
  return [...points.filter(({ time }) => time !== open.time), open].map(toPoint)
}

/** The hour or day that runs; undefined before the first event of a set. */
async function openPeriod(set: SetRow, resolution: 'hour' | 'day', head: IndexHead): Promise<PoolRow | undefined> {
  const { clearinghouse } = set
  const [clock] = await db.select().from(schema.clock)
  if (clock === undefined) return undefined
  const [row] = await db
    .select()
    .from(schema.poolHour)
    .where(and(eq(schema.poolHour.clearinghouse, clearinghouse), eq(schema.poolHour.time, clock.hour)))
  const hour = row ?? emptyPeriod(clearinghouse, clock.hour)
  const figures = figuresOf(await overviewAt(head.throughBlock), clearinghouse, head.throughBlock)
  if (figures === undefined) return undefined
  const traderResults = figures.totalAssets - set.closedAssets - knownFlows(hour)
  // No event for an hour or longer: the figures are those of the head all the same.
  const current = { ...hour, ...figures, traderResults, time: startOf(HOUR, clock.lastTime) }
  if (resolution === 'hour') return current
  const time = startOf(DAY, clock.lastTime)
  const [day] = await db
    .select()
    .from(schema.poolDay)
    .where(and(eq(schema.poolDay.clearinghouse, clearinghouse), eq(schema.poolDay.time, time)))
  if (day === undefined) return { ...current, time }
  return { ...current, ...sumFlows(day, current), traderResults: day.traderResults + traderResults, time }
}

function toPoint(row: PoolRow): PoolPoint {
  const { premium, fees, spread, funding, insuranceCut, badDebt, traderResults, volume } = row
  const { deposits, withdrawals, trades, liquidations, staked, unstaked, income, paidOut } = row
  return {
    time: row.time,
    sharePrice: sharePriceOf(row.totalAssets, row.totalShares),
    totalAssets: row.totalAssets,
    totalShares: row.totalShares,
    cash: row.cash,
    liability: row.liability,
    receivable: row.receivable,
    stressLoss: row.stressLoss,
    stressLimit: row.stressLimit,
    collateralPrice: row.collateralPrice,
    insuranceAssets: row.insuranceAssets,
    insuranceShares: row.insuranceShares,
    insuranceSharePrice: sharePriceOf(row.insuranceAssets, row.insuranceShares),
    flows: {
      deposits,
      withdrawals,
      premium,
      fees,
      spread,
      funding,
      insuranceCut,
      badDebt,
      traderResults,
      volume,
      trades,
      liquidations,
    },
    insurance: { staked, unstaked, income, paidOut },
  }
}

/** An asset's price and volatility on chain by hour or day, oldest first. */
export async function assetPoints(question: SeriesQuestion, head: IndexHead): Promise<readonly AssetPoint[]> {
  const table = question.resolution === 'hour' ? schema.assetHour : schema.assetDay
  const { symbol, from, to, limit, resolution } = question
  const overview = await overviewAt(head.throughBlock)
  const asset = overview?.assets.find((entry) => entry.symbol.toUpperCase() === symbol)
  if (overview !== undefined && asset === undefined) throw new UnknownNameError(symbol)
  const rows = await db
    .select()
    .from(table)
    .where(and(eq(table.symbol, symbol), gte(table.time, from), lte(table.time, to)))
    .orderBy(desc(table.time))
    .limit(limit)
  const points = rows.reverse().map(({ time, price, volatility }) => ({ time, price, volatility }))
  if (asset?.priceOk !== true) return points
  const time = startOf(resolution === 'hour' ? HOUR : DAY, head.throughTime)
  if (time < from || time > to) return points
  const running = { time, price: asset.price.value, volatility: asset.volatility }
  return [...points.filter((point) => point.time !== time), running]
}

/** A set by its stock's ticker or its token's symbol. */
async function findSet(symbol: string): Promise<SetRow> {
  const sets = await db.select().from(schema.collateralSet).orderBy(asc(schema.collateralSet.ticker))
  const found = sets.find(({ ticker, symbol: token }) => [ticker, token].some((name) => name.toUpperCase() === symbol))
  if (found === undefined) throw new UnknownNameError(symbol)
  return found
}
