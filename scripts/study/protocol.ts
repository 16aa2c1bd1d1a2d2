import { floatClosingFraction, floatHealth, type FloatHealth } from '@/lib/core/risk/float'
import { floatValue } from '@/lib/core/pricing'
import { Market, type Strike } from './book'
import { studyPeriods, YEAR_HOURS, type StudyParameters } from './parameters'

export interface Leg {
  readonly market: Market
  readonly strike: number
  readonly isPut: boolean
  readonly quantity: number
}

interface Position extends Leg {
  /** The series' funding index when it was last settled. */
  readonly entry: number
}

export interface Account {
  /** Tokens. */
  cash: number
  positions: Position[]
}

interface Fill {
  /** USD. */
  readonly premium: number
  readonly fee: number
}

const NEVER_NEGATIVE = 1e-9
/** USD to whoever executes a request. */
const REWARD = 0.1
/** What an adversary foresees, seconds: one window. */
const FORESIGHT = 2

/** One set in double precision: pool, insurance, clearinghouse. Balances in tokens, everything else in USD. */
export class Protocol {
  readonly accounts = new Set<Account>()
  readonly markets: readonly Market[]
  spot: [number, number] = [0, 0]
  sigma: [number, number] = [0, 0]
  stock = { price: 0, sigma: 0, ageYears: 0 }
  pool = 0
  insurance = 0
  supply = 0
  settled = false
  share: number
  readonly figures = {
    deposited: 0,
    withdrawn: 0,
    badDebt: 0,
    insuranceUsed: 0,
    liquidations: 0,
    trades: 0,
    refused: 0,
    /** Of those refused: because the stock's price was too old. */
    tooOld: 0,
  }

  constructor(readonly terms: StudyParameters) {
    this.markets = ([0, 1] as const).flatMap((asset) => studyPeriods.map((period) => new Market(asset, period, terms)))
    this.share = terms.shareMax
  }

  // ---------------------------------------------------------------- requests

  /** Windows of foresight between asking and being executed; 0: trades at once. */
  get windows(): number {
    return Math.ceil(this.terms.delaySeconds / FORESIGHT)
  }

  /** What executing a request costs its owner, USD. */
  get reward(): number {
    return this.windows > 0 ? REWARD : 0
  }

  /** Takes the executor's reward out of an account. */
  payReward(account: Account): void {
    const tokens = Math.min(this.reward / this.stock.price, account.cash)
    account.cash -= tokens
    this.figures.withdrawn += tokens
  }

  /** A trade that was asked for: the executor is paid, whether it passes or not. */
  execute(account: Account, legs: readonly Leg[], opening: boolean): boolean {
    this.payReward(account)
    return this.trade(account, legs, opening)
  }

  /** Whether the stock's price is young enough to open on. */
  get openable(): boolean {
    return this.stock.ageYears * YEAR_HOURS <= this.terms.maxAgeCollateralOpen + NEVER_NEGATIVE
  }

  // ---------------------------------------------------------------- value

  get spread(): number {
    return Math.min(this.terms.uncertainty * this.stock.sigma * Math.sqrt(this.stock.ageYears), 0.5)
  }

  tokens(usd: number): number {
    return usd / (this.stock.price * (usd >= 0 ? 1 - this.spread : 1 + this.spread))
  }

  get liability(): number {
    return this.markets.reduce((sum, market) => sum + market.liability, 0)
  }

  get stress(): number {
    return this.markets.reduce((sum, market) => sum + market.stress, 0)
  }

  /** Funding that accounts owe the pool, USD, less the insurance pool's share. */
  get receivable(): number {
    let owed = 0
    for (const account of this.accounts) owed += this.owed(account.positions)
    return this.afterShare(owed)
  }

  /** What the LPs own: tokens. */
  get assets(): number {
    return Math.max(this.pool + (this.receivable - this.liability) / this.stock.price, 0)
  }

  /** Tokens added when entering and taken off when leaving, for the direction that the pool carries. */
  get lpMargin(): number {
    let usd = 0
    for (const dollarDelta of this.dollarDeltas()) usd += Math.abs(dollarDelta) * this.terms.baseFee
    return usd / this.stock.price + Math.abs((this.receivable - this.liability) / this.stock.price) * this.spread
  }

  stressRoom(poolTokens: number): number {
    const other = Math.min(this.receivable - this.liability, 0)
    const equity = poolTokens * this.stock.price * (1 - this.terms.collateralShock) + other
    return Math.max(equity, 0) * this.terms.stressLimit - this.stress
  }

  get freeCash(): number {
    const spare = this.stressRoom(this.pool) / this.terms.stressLimit
    return Math.min(Math.max(spare / (this.stock.price * (1 - this.terms.collateralShock)), 0), this.pool)
  }

  health(cash: number, positions: readonly Position[]): FloatHealth {
    const usd = cash * this.stock.price * (1 - this.spread)
    const list = positions.map(({ market, strike, isPut, quantity }) => {
      const spot = this.spot[market.asset]
      const rate = market.find(strike)?.rate[isPut ? 1 : 0] ?? 0
      const intrinsic = Math.max(isPut ? strike - spot : spot - strike, 0)
      return {
        ...{ asset: market.asset, spot, volatility: this.sigma[market.asset], period: market.period },
        ...{ shock: this.terms.shock, volatilityShock: this.terms.volatilityShock },
        ...{ strike, isPut, quantity, mark: intrinsic + rate * market.period },
      }
    })
    return floatHealth(usd, this.owed(positions), this.terms, list)
  }

  // ---------------------------------------------------------------- time

  accrue(years: number): void {
    for (const market of this.markets) market.accrue(years)
  }

  revalue(): void {
    for (const market of this.markets) market.revalue(this.spot[market.asset], this.sigma[market.asset])
  }

  touch(): void {
    this.revalue()
    for (const market of this.markets) market.setRates(this.spot[market.asset], this.sigma[market.asset])
    const { shareMin, shareMax, targetCoverage } = this.terms
    const stress = this.stress
    const coverage = stress > 0 ? (this.insurance * this.stock.price) / stress : targetCoverage
    this.share = shareMax - (shareMax - shareMin) * Math.min(coverage / targetCoverage, 1)
    if (this.tokens(this.liability - this.receivable) > this.pool + this.insurance) this.settled = true
  }

  // ---------------------------------------------------------------- cash and trades

  open(tokens: number): Account {
    const account: Account = { cash: tokens, positions: [] }
    this.accounts.add(account)
    this.figures.deposited += tokens
    return account
  }

  /** Pays the account's funding, and a day of it ahead; tokens paid in. */
  topUp(account: Account): number {
    const ahead = this.perYear(account.positions) * this.terms.runway
    const tokens = Math.max(this.tokens(Math.max(this.owed(account.positions) + ahead, 0)) - account.cash, 0)
    account.cash += tokens
    this.figures.deposited += tokens
    return tokens
  }

  /** Closes everything and takes the cash out; tokens. */
  leave(account: Account): number {
    if (account.positions.length > 0) this.execute(account, this.closing(account, 1), false)
    if (account.positions.length > 0) return 0
    this.accounts.delete(account)
    this.figures.withdrawn += account.cash
    return account.cash
  }

  /** Whether the trade went through; otherwise nothing has changed. */
  trade(account: Account, legs: readonly Leg[], opening: boolean): boolean {
    if (opening && !this.openable) {
      this.figures.tooOld++
      return this.refuse()
    }
    const before = new Map(legs.map(({ market }) => [market, market.stress]))
    const fill = this.apply(legs, opening)
    if (fill === undefined) return this.refuse()
    const cost = this.tokens(fill.premium + fill.fee)
    const funding = this.tokens(this.afterShare(this.owed(account.positions)))
    const cash = account.cash - cost - funding
    const positions = this.merge(account.positions, legs)
    const room = !opening || this.hasRoom(fill, before)
    if (cash < 0 || !room || (opening && !this.covered(cash, positions))) {
      this.apply(
        legs.map((leg) => ({ ...leg, quantity: -leg.quantity })),
        false,
      )
      this.drop()
      return this.refuse()
    }
    this.count(account.positions, positions)
    account.cash = cash
    account.positions = positions
    this.drop()
    this.move(cost + funding, this.income(fill, cost, funding))
    this.figures.trades++
    return true
  }

  closing(account: Account, fraction: number): Leg[] {
    return account.positions.map((position) => ({ ...position, quantity: -position.quantity * fraction }))
  }

  // ---------------------------------------------------------------- losses

  liquidate(account: Account): void {
    if (!account.positions.some(({ quantity }) => quantity < 0)) return
    const before = this.health(account.cash, account.positions)
    if (before.equity >= before.maintenanceMargin) return
    this.figures.liquidations++
    const margin = before.initialMargin - before.cashMargin
    const cost = margin * this.terms.penalty + this.leastFee(account)
    const fraction = floatClosingFraction(before, this.terms, cost)
    if (fraction >= 1 || !this.closePart(account, fraction, margin, before)) this.closePart(account, 1, margin, before)
  }

  closeExhausted(account: Account): void {
    if (account.positions.length === 0 || this.tokens(this.owed(account.positions)) <= account.cash) return
    this.closePart(account, 1, 0, undefined)
  }

  /** Closes an account that its owner has let run out of cash this moment; the closer's reward, tokens. */
  closeAtOnce(account: Account): number {
    const before = this.figures.withdrawn
    this.closePart(account, 1, 0, undefined)
    return this.figures.withdrawn - before
  }

  private closePart(account: Account, part: number, margin: number, before: FloatHealth | undefined): boolean {
    const legs = this.closing(account, part)
    const fill = this.apply(legs, false)
    if (fill === undefined) return false
    const cost = this.tokens(fill.premium + fill.fee)
    const funding = this.tokens(this.afterShare(this.owed(account.positions)))
    const left = account.cash - cost - funding
    const penalty = Math.min((margin * part * this.terms.penalty) / this.stock.price, Math.max(left, 0))
    const positions = part >= 1 ? [] : this.merge(account.positions, legs)
    if (part < 1 && before !== undefined && (left < 0 || !this.healthier(left - penalty, positions, before))) {
      this.apply(
        legs.map((leg) => ({ ...leg, quantity: -leg.quantity })),
        false,
      )
      return false
    }
    this.count(account.positions, positions)
    account.positions = positions
    this.drop()
    const reward = before === undefined ? Math.max(left, 0) * this.terms.closeReward : penalty / 2
    const keeps = Math.max(left, 0) - (before === undefined ? reward : penalty)
    const income = left >= 0 ? this.income(fill, cost, funding) : 0
    this.move(account.cash - keeps - reward, income + (before === undefined ? 0 : penalty - reward))
    account.cash = keeps
    this.figures.withdrawn += reward
    if (left < 0) this.cover(-left - Math.min(-left, Math.max(funding, 0)))
    return true
  }

  private cover(badDebt: number): void {
    const covered = Math.min(badDebt, this.insurance)
    this.insurance -= covered
    this.pool += covered
    this.figures.badDebt += badDebt
    this.figures.insuranceUsed += covered
  }

  private healthier(cash: number, positions: readonly Position[], before: FloatHealth): boolean {
    const health = this.health(cash, positions)
    return health.equity * before.maintenanceMargin > before.equity * health.maintenanceMargin
  }

  private leastFee(account: Account): number {
    return account.positions.reduce((sum, leg) => sum + this.fee(leg), 0)
  }

  // ---------------------------------------------------------------- parts

  private dollarDeltas(): number[] {
    return this.markets.map((market) => market.sums(this.spot[market.asset], this.sigma[market.asset]).dollarDelta)
  }

  private owed(positions: readonly Position[]): number {
    let usd = 0
    for (const { market, strike, isPut, quantity, entry } of positions) {
      const series = market.find(strike)
      if (series !== undefined) usd += quantity * (series.index[isPut ? 1 : 0] - entry)
    }
    return usd
  }

  private afterShare(usd: number): number {
    return usd < 0 ? usd * (1 - this.share) : usd
  }

  private refuse(): boolean {
    this.figures.refused++
    return false
  }

  private fee({ market, strike, isPut, quantity }: Leg): number {
    const spot = this.spot[market.asset]
    const { value } = floatValue({ spot, strike, volatility: this.sigma[market.asset], period: market.period, isPut })
    return Math.abs(quantity) * Math.min(this.terms.baseFee * spot, this.terms.feeCap * value)
  }

  /** Changes the books; undefined when a strike cannot be listed. */
  private apply(legs: readonly Leg[], listing: boolean): Fill | undefined {
    const series: [Leg, Strike][] = []
    for (const leg of legs) {
      const entry = listing ? leg.market.list(leg.strike) : leg.market.find(leg.strike)
      if (entry === undefined) return undefined
      series.push([leg, entry])
    }
    const touched = new Set(legs.map(({ market }) => market))
    const before = [...touched].reduce((sum, market) => sum + market.liability, 0)
    let fee = 0
    for (const [leg, entry] of series) {
      if (leg.isPut) entry.puts += leg.quantity
      else entry.calls += leg.quantity
      fee += this.fee(leg)
    }
    for (const market of touched) {
      market.revalue(this.spot[market.asset], this.sigma[market.asset])
      market.setRates(this.spot[market.asset], this.sigma[market.asset])
    }
    const after = [...touched].reduce((sum, market) => sum + market.liability, 0)
    return { premium: after - before, fee }
  }

  private hasRoom(fill: Fill, before: ReadonlyMap<Market, number>): boolean {
    const leaving = Math.max(-fill.premium, 0) / this.stock.price
    const stressed = this.stressRoom(this.pool - leaving) < 0
    for (const [market, stress] of before) {
      if (stressed && market.stress > stress) return false
      // Stricter than the contract, which lets a trade pass that lessens the skew.
      if (market.skew(this.spot[market.asset], this.sigma[market.asset]) >= 1) return false
    }
    return true
  }

  private covered(cash: number, positions: readonly Position[]): boolean {
    if (this.tokens(Math.max(this.perYear(positions) * this.terms.runway, 0)) > cash) return false
    if (!positions.some(({ quantity }) => quantity < 0)) return true
    const health = this.health(cash, positions)
    return health.openingEquity >= health.initialMargin
  }

  private perYear(positions: readonly Position[]): number {
    return positions.reduce((sum, { market, strike, isPut, quantity }) => {
      return sum + quantity * (market.find(strike)?.rate[isPut ? 1 : 0] ?? 0)
    }, 0)
  }

  /** Positions after the legs, their funding settled. */
  private merge(positions: readonly Position[], legs: readonly Leg[]): Position[] {
    const same = (a: Leg, b: Leg) => a.market === b.market && a.strike === b.strike && a.isPut === b.isPut
    const opened = legs.filter((leg) => !positions.some((position) => same(position, leg)))
    return [...positions, ...opened.map((leg) => ({ ...leg, quantity: 0 }))]
      .map((held) => {
        const change = legs.reduce((sum, leg) => sum + (same(leg, held) ? leg.quantity : 0), 0)
        const entry = held.market.find(held.strike)?.index[held.isPut ? 1 : 0] ?? 0
        return { ...held, quantity: held.quantity + change, entry }
      })
      .filter(({ quantity }) => Math.abs(quantity) > NEVER_NEGATIVE)
  }

  private count(before: readonly Position[], after: readonly Position[]): void {
    const add = (positions: readonly Position[], sign: number) => {
      for (const { market, strike } of positions) {
        const entry = market.find(strike)
        if (entry !== undefined) entry.positions += sign
      }
    }
    add(before, -1)
    add(after, 1)
  }

  private drop(): void {
    for (const market of this.markets) market.drop()
  }

  private income(fill: Fill, cost: number, funding: number): number {
    const atMid = fill.premium / this.stock.price
    return (Math.max(cost - atMid, 0) + Math.max(funding, 0)) * this.share
  }

  private move(toPool: number, income: number): void {
    const taken = Math.min(income, Math.max(this.pool + toPool, 0))
    const missing = Math.max(-(this.pool + toPool), 0)
    this.insurance += taken - missing
    this.figures.insuranceUsed += missing
    this.pool = Math.max(this.pool + toPool, 0) - taken
    if (this.insurance < 0) this.settled = true
  }
}
