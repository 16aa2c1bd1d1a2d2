/** Trading sessions of the New York exchanges as a pure function of time. Times are seconds since the epoch (UTC). */

export interface Session {
  readonly open: boolean
  /** When the exchange closes next, if open; when it opens next, if closed. */
  readonly changesAt: number
}

/** What New York does: the regular session, the hours before and after it, or nothing, and why. */
export type Phase = 'open' | 'pre-market' | 'after-hours' | 'closed' | 'weekend' | 'holiday'

/** The whole state of the exchange at a time. */
export interface ExchangeState extends Session {
  readonly phase: Phase
  /** Whether this New York day's regular session ends at 13:00. */
  readonly halfDay: boolean
  /** When `phase` changes next. */
  readonly phaseChangesAt: number
}

const DAY = 86_400
const HOUR = 3600
const OPENS = 9.5 * HOUR
const CLOSES = 16 * HOUR
const CLOSES_EARLY = 13 * HOUR
const PRE_MARKET = 4 * HOUR
/** How long after the close trading goes on: to 20:00, on half days to 17:00. */
const AFTER_HOURS = 4 * HOUR
const SATURDAY = 6
const SUNDAY = 0
/** Longer than any run of closed days. */
const LOOKAHEAD_DAYS = 10

interface CalendarDay {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
  /** 0 = Sunday. */
  readonly weekday: number
}

/** Whether New York trades at `time`, and when that changes. */
export function sessionAt(time: number): Session {
  const today = Math.floor((time + offsetAt(time)) / DAY)
  for (let i = 0; i < LOOKAHEAD_DAYS; i++) {
    const hours = tradingHours(today + i)
    if (hours === undefined) continue
    if (time < hours.opens) return { open: false, changesAt: hours.opens }
    if (time < hours.closes) return { open: true, changesAt: hours.closes }
  }
  return { open: false, changesAt: (today + LOOKAHEAD_DAYS) * DAY }
}

/** What New York does at `time`: the one place that pages, answers and the local price service ask. */
export function exchangeAt(time: number): ExchangeState {
  const session = sessionAt(time)
  const today = Math.floor((time + offsetAt(time)) / DAY)
  const hours = tradingHours(today)
  const halfDay = hours !== undefined && hours.closes - hours.opens < CLOSES - OPENS
  const midnight = (days: number) => days * DAY - offsetAt(days * DAY + 5 * HOUR)
  const until = (phase: Phase, phaseChangesAt: number): ExchangeState => ({
    ...session,
    phase,
    halfDay,
    phaseChangesAt,
  })
  if (hours === undefined) return until(isWeekend(dayOf(today)) ? 'weekend' : 'holiday', midnight(today + 1))
  if (time < hours.opens - OPENS + PRE_MARKET) return until('closed', hours.opens - OPENS + PRE_MARKET)
  if (time < hours.opens) return until('pre-market', hours.opens)
  if (time < hours.closes) return until('open', hours.closes)
  if (time < hours.closes + AFTER_HOURS) return until('after-hours', hours.closes + AFTER_HOURS)
  return until('closed', midnight(today + 1))
}

function isWeekend({ weekday }: CalendarDay): boolean {
  return weekday === SATURDAY || weekday === SUNDAY
}

/** The last second at or before `time` at which New York traded. */
export function lastTradingSecond(time: number): number {
  if (sessionAt(time).open) return time
  const today = Math.floor((time + offsetAt(time)) / DAY)
  for (let i = 0; i < LOOKAHEAD_DAYS; i++) {
    const hours = tradingHours(today - i)
    if (hours !== undefined && hours.closes <= time) return hours.closes - 1
  }
  return time - LOOKAHEAD_DAYS * DAY
}

/** Opening and closing time of a New York calendar day (days since the epoch), undefined when it is not a trading day. */
function tradingHours(epochDay: number): { readonly opens: number; readonly closes: number } | undefined {
  const date = dayOf(epochDay)
  if (isWeekend(date) || isHoliday(date)) return undefined
  // Clocks change on Sundays at night, so noon's offset holds for the whole session.
  const midnight = epochDay * DAY - offsetAt(epochDay * DAY + 17 * HOUR)
  return { opens: midnight + OPENS, closes: midnight + (closesEarly(date) ? CLOSES_EARLY : CLOSES) }
}

/** New York's distance from UTC in seconds: −4 h from the second Sunday in March to the first in November, else −5 h. */
function offsetAt(time: number): number {
  const year = new Date(time * 1000).getUTCFullYear()
  const begins = epochDayOf(year, 3, nthWeekday(year, 3, SUNDAY, 2)) * DAY + 7 * HOUR
  const ends = epochDayOf(year, 11, nthWeekday(year, 11, SUNDAY, 1)) * DAY + 6 * HOUR
  return time >= begins && time < ends ? -4 * HOUR : -5 * HOUR
}

function isHoliday(date: CalendarDay): boolean {
  const { year, month, day, weekday } = date
  const isNth = (m: number, w: number, n: number) => month === m && day === nthWeekday(year, m, w, n)
  if (isNth(1, 1, 3) || isNth(2, 1, 3) || isNth(9, 1, 1) || isNth(11, 4, 4)) return true
  if (month === 5 && weekday === 1 && day > 24) return true
  const goodFriday = easterDay(year) - 2
  if (epochDayOf(year, month, day) === goodFriday) return true
  // A Saturday's New Year is not made up for: the Friday belongs to the old year.
  if (observed(1, 1, date)) return true
  return observed(6, 19, date) || observed(7, 4, date) || observed(12, 25, date)
}

/** Whether a fixed holiday is kept on this day: itself, the Friday before a Saturday, the Monday after a Sunday. */
function observed(m: number, d: number, { month, day, weekday }: CalendarDay): boolean {
  if (month !== m) return false
  return day === d || (weekday === 5 && day === d - 1) || (weekday === 1 && day === d + 1)
}

/** The day after Thanksgiving, Christmas Eve and the eve of Independence Day, when they are trading days. */
function closesEarly({ year, month, day, weekday }: CalendarDay): boolean {
  if (month === 11 && day === nthWeekday(year, 11, 4, 4) + 1) return true
  if (month === 12 && day === 24) return true
  return month === 7 && day === 3 && weekday !== 5
}

function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = dayOf(epochDayOf(year, month, 1)).weekday
  return 1 + ((weekday - first + 7) % 7) + (n - 1) * 7
}

function epochDayOf(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 1000 / DAY)
}

function dayOf(epochDay: number): CalendarDay {
  const date = new Date(epochDay * DAY * 1000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  }
}

/** Easter Sunday in days since the epoch (anonymous Gregorian algorithm). */
function easterDay(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  return epochDayOf(year, month, ((h + l - 7 * m + 114) % 31) + 1)
}
