import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Feed } from '@/lib/chain/feeds'
import { lastTradingSecond, sessionAt } from '@/lib/core/calendar/new-york'
import { PAST_STEP, PricePath } from './path'

/** A price as the vendor reports it: integers, to be multiplied by 10^exponent. */
export interface PublishedPrice {
  readonly id: `0x${string}`
  readonly symbol: string
  readonly price: bigint
  readonly confidence: bigint
  readonly exponent: number
  /** Seconds since the epoch. */
  readonly publishTime: number
}

export interface MarketOptions {
  readonly seed: number
  readonly feeds: readonly Feed[]
  /** Stocks publish around the clock. */
  readonly alwaysOpen: boolean
  /** Keeps the path's beginning and what demonstrations did to it. */
  readonly stateFile: string
  /** Forget what the file says and begin anew. */
  readonly fresh: boolean
  /** Second at which a new path's past begins, hour by hour up to now; without it a path has no past. */
  readonly pastFrom?: number | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
}

const EXPONENT = -8
/** One standard deviation as a share of the price. */
const CONFIDENCE = 3e-4
/** A path is walked again second by second; after a longer time it begins anew at the same prices. */
const LONGEST_REPLAY = 14 * 86_400
/** Seconds for which past prices can be asked for. */
const MEMORY = 3600

const stateSchema = z.object({
  seed: z.number(),
  /** Second at which the path began. */
  epoch: z.number().int(),
  /** Second at which its past began, whole hours before. */
  pastFrom: z.number().int().optional(),
  /** Factors by which demonstrations moved prices, and the second from which each counts. */
  shocks: z.array(z.object({ symbol: z.string(), factor: z.number().positive(), since: z.number().int() })),
  /** Feeds that demonstrations stopped. */
  frozen: z.array(z.string()),
  /** What each feed showed last when it was stopped. */
  held: z.record(z.string(), z.object({ price: z.string(), publishTime: z.number().int() })).default({}),
})
type State = z.output<typeof stateSchema>

/** Decides what each feed shows at each moment: paths, New York sessions, and a demonstration's shocks and stops. */
export class Market {
  private readonly state: State
  private readonly path: PricePath
  private readonly published = new Map<string, PublishedPrice>()
  private readonly recent = new Map<number, readonly PublishedPrice[]>()
  /** What was shown at each hour of the past. */
  private readonly past: readonly (readonly PublishedPrice[])[]
  private time: number

  constructor(private readonly options: MarketOptions) {
    const now = Math.floor(options.now())
    this.state = this.load(now)
    const { epoch, pastFrom = epoch } = this.state
    this.path = new PricePath(options.seed, options.feeds, Math.floor((epoch - pastFrom) / PAST_STEP))
    this.time = this.state.epoch
    this.past = this.rehearse()
    this.begin()
    this.save()
  }

  /** Takes every feed to the present second; with a clock set back, prices wait. */
  tick(): void {
    const now = Math.floor(this.options.now())
    for (; this.time < now; this.time++) {
      this.publish(this.time + 1)
      this.recent.set(this.time + 1, this.prices())
      this.recent.delete(this.time + 1 - MEMORY)
    }
  }

  /** What was shown at a second of the last hour or of the past, there as of the full hour; undefined for other times. */
  pricesAt(time: number): readonly PublishedPrice[] | undefined {
    const { epoch, pastFrom } = this.state
    if (pastFrom === undefined || time < pastFrom || time > epoch) return this.recent.get(time)
    return this.past[Math.floor((time - pastFrom) / PAST_STEP)]
  }

  prices(): readonly PublishedPrice[] {
    return [...this.published.values()]
  }

  /** Multiplies a price from the next second on. */
  shock(symbol: string, factor: number): void {
    this.state.shocks.push({ symbol, factor, since: this.time + 1 })
    this.save()
  }

  /** Stops feeds, or lets them go on. */
  freeze(symbols: readonly string[], frozen: boolean): void {
    const others = this.state.frozen.filter((symbol) => !symbols.includes(symbol))
    this.state.frozen = frozen ? [...others, ...symbols] : others
    for (const { symbol, price, publishTime } of this.prices()) {
      if (frozen && symbols.includes(symbol)) this.state.held[symbol] = { price: String(price), publishTime }
    }
    this.save()
  }

  describe() {
    const { seed, epoch, shocks, frozen } = this.state
    const prices = this.prices().map(({ symbol, price, publishTime }) => {
      return { symbol, price: Number(price) * 10 ** EXPONENT, publishTime, live: this.isLive(symbol, this.time) }
    })
    return { simulated: true, seed, epoch, alwaysOpen: this.options.alwaysOpen, shocks, frozen, prices }
  }

  /** The past hour by hour; a stock's price stays behind while its exchange is closed. */
  private rehearse(): readonly (readonly PublishedPrice[])[] {
    const { epoch, pastFrom = epoch } = this.state
    const { feeds, alwaysOpen } = this.options
    return this.path.past.map((prices, hour) => {
      const time = pastFrom + hour * PAST_STEP
      for (const [i, feed] of feeds.entries()) {
        const resting = feed.kind === 'stock' && !alwaysOpen && !this.newYorkTrades(time)
        if (resting && this.published.has(feed.symbol)) continue
        const at = resting ? lastTradingSecond(time) : time
        this.show(feed, BigInt(Math.round((prices[i] ?? 0) * 10 ** -EXPONENT)), at)
      }
      return this.prices()
    })
  }

  private begin(): void {
    const start = this.path.at(0)
    for (const [i, feed] of this.options.feeds.entries()) {
      const resting = feed.kind === 'stock' && !this.options.alwaysOpen
      const held = this.state.frozen.includes(feed.symbol) ? this.state.held[feed.symbol] : undefined
      const publishTime = held?.publishTime ?? (resting ? lastTradingSecond(this.time) : this.time)
      const price = held === undefined ? this.toInteger(feed.symbol, start[i] ?? 0, this.time) : BigInt(held.price)
      this.show(feed, price, publishTime)
    }
  }

  private publish(time: number): void {
    const prices = this.path.at(time - this.state.epoch)
    for (const [i, feed] of this.options.feeds.entries()) {
      if (this.isLive(feed.symbol, time)) this.show(feed, this.toInteger(feed.symbol, prices[i] ?? 0, time), time)
    }
  }

  private show({ id, symbol }: Feed, price: bigint, publishTime: number): void {
    const confidence = BigInt(Math.max(1, Math.round(Number(price) * CONFIDENCE)))
    this.published.set(symbol, { id, symbol, price, confidence, exponent: EXPONENT, publishTime })
  }

  private isLive(symbol: string, time: number): boolean {
    if (this.state.frozen.includes(symbol)) return false
    const stock = this.options.feeds.some((feed) => feed.symbol === symbol && feed.kind === 'stock')
    return !stock || this.options.alwaysOpen || this.newYorkTrades(time)
  }

  private session = { open: false, changesAt: 0 }

  private newYorkTrades(time: number): boolean {
    if (time >= this.session.changesAt) this.session = sessionAt(time)
    return this.session.open
  }

  private toInteger(symbol: string, usd: number, time: number): bigint {
    const counts = this.state.shocks.filter((shock) => shock.symbol === symbol && shock.since <= time)
    const factor = counts.reduce((product, shock) => product * shock.factor, 1)
    return BigInt(Math.max(1, Math.round(usd * factor * 10 ** -EXPONENT)))
  }

  private load(now: number): State {
    const { seed, stateFile, fresh, pastFrom } = this.options
    const epoch = wholeHours(now, pastFrom)
    const anew: State = { seed, epoch, pastFrom, shocks: [], frozen: [], held: {} }
    if (fresh || !existsSync(stateFile)) return anew
    const saved = readState(stateFile)
    if (saved?.seed !== seed || saved.epoch > now) return anew
    if (now - saved.epoch <= LONGEST_REPLAY) return saved
    const begins = wholeHours(now, saved.pastFrom)
    return { ...saved, epoch: begins, shocks: saved.shocks.map((shock) => ({ ...shock, since: begins })) }
  }

  /** Written whole or not at all. */
  private save(): void {
    const { stateFile } = this.options
    writeFileSync(`${stateFile}.tmp`, JSON.stringify(this.state))
    renameSync(`${stateFile}.tmp`, stateFile)
  }
}

/** Where a path begins: now, or after the last full hour of its past. */
function wholeHours(now: number, pastFrom: number | undefined): number {
  return pastFrom === undefined ? now : now - ((now - pastFrom) % PAST_STEP)
}

/** A file that cannot be read is as good as none: prices are made up anyway. */
function readState(file: string): State | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
