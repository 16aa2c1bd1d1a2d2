import type { Range } from './scale'

/** Ticks of a time axis at round local times. Seconds since the epoch. */

interface Step {
  readonly unit: 'hour' | 'day' | 'month'
  readonly count: number
  readonly seconds: number
}

const HOUR = 3600
const DAY = 24 * HOUR
const MONTH = 30.5 * DAY

const STEPS: readonly Step[] = [
  ...[1, 2, 3, 6, 12].map((count) => ({ unit: 'hour', count, seconds: count * HOUR }) as const),
  ...[1, 2, 7, 14].map((count) => ({ unit: 'day', count, seconds: count * DAY }) as const),
  ...[1, 2, 3, 6, 12, 24, 60, 120].map((count) => ({ unit: 'month', count, seconds: count * MONTH }) as const),
]

export interface TimeTick {
  readonly time: number
  readonly label: string
}

/** At most `count` ticks. */
export function timeTicks({ from, to }: Range, count: number): TimeTick[] {
  const step = STEPS.find(({ seconds }) => (to - from) / seconds <= count) ?? STEPS.at(-1)
  if (step === undefined || !(to > from)) return []
  const ticks: TimeTick[] = []
  for (let at = firstBefore(from, step); at.getTime() / 1000 <= to && ticks.length <= count; at = next(at, step)) {
    const time = at.getTime() / 1000
    if (time >= from) ticks.push({ time, label: tickLabel(at, step) })
  }
  return ticks
}

function firstBefore(from: number, { unit, count }: Step): Date {
  const date = new Date(from * 1000)
  if (unit === 'hour') date.setHours(date.getHours() - (date.getHours() % count), 0, 0, 0)
  else date.setHours(0, 0, 0, 0)
  if (unit === 'month') date.setMonth(date.getMonth() - (date.getMonth() % Math.min(count, 12)), 1)
  return date
}

function next(at: Date, { unit, count }: Step): Date {
  const date = new Date(at)
  if (unit === 'hour') date.setHours(date.getHours() + count)
  else if (unit === 'day') date.setDate(date.getDate() + count)
  else date.setMonth(date.getMonth() + count)
  return date
}

const dayLabel = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const monthLabel = new Intl.DateTimeFormat('en-GB', { month: 'short' })
const timeLabel = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

function tickLabel(at: Date, { unit }: Step): string {
  if (unit === 'hour') return at.getHours() === 0 ? dayLabel.format(at) : timeLabel.format(at)
  if (unit === 'day') return dayLabel.format(at)
  return at.getMonth() === 0 ? String(at.getFullYear()) : monthLabel.format(at)
}

const momentFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** "12 Nov 2026, 14:00", local time. */
export function momentName(time: number): string {
  return momentFormat.format(new Date(time * 1000))
}

/** "12 Nov 2026", local time. */
export function dateName(time: number): string {
  return dateFormat.format(new Date(time * 1000))
}
