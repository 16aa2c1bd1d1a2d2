import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadOut, valueRange } from './scale'
import { nearestIndex, pointAt, thinned } from './thin'
import { timeTicks } from './time-axis'

const year = Array.from({ length: 8760 }, (_, i) => ({ time: i * 3600, value: Math.sin(i / 50) * 100 + (i % 7) }))

describe('a thinned line', () => {
  it('keeps the ends and every peak of a year of hours, in order, with at most four points for each column', () => {
    const values = year.map(({ value }) => value)
    const thin = thinned(year, 300)
    expect(thin.length).toBeLessThanOrEqual(4 * 301)
    expect(thin[0]).toEqual(year[0])
    expect(thin.at(-1)).toEqual(year.at(-1))
    expect(Math.max(...thin.map(({ value }) => value))).toBe(Math.max(...values))
    expect(Math.min(...thin.map(({ value }) => value))).toBe(Math.min(...values))
    expect(thin.map(({ time }) => time)).toEqual(thin.map(({ time }) => time).toSorted((a, b) => a - b))
  })

  it('leaves short lines alone', () => {
    expect(thinned(year.slice(0, 100), 300)).toHaveLength(100)
  })
})

describe('reading', () => {
  const times = [10, 20, 40]
  it('finds the nearest time and the value in force', () => {
    expect([0, 14, 16, 31, 99].map((time) => nearestIndex(times, time))).toEqual([0, 0, 1, 2, 2])
    const points = times.map((time) => ({ time, value: time }))
    expect([9, 10, 39, 99].map((time) => pointAt(points, time)?.value)).toEqual([undefined, 10, 20, 40])
  })
})

describe('axes', () => {
  it('have few ticks, in order and within the range, from hours to years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1.6e9, max: 1.9e9 }), fc.integer({ min: 3600, max: 3e8 }), (from, length) => {
        const ticks = timeTicks({ from, to: from + length }, 6)
        expect(ticks.length).toBeLessThanOrEqual(7)
        expect(ticks.every(({ time }) => time >= from && time <= from + length)).toBe(true)
        const times = ticks.map(({ time }) => time)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }),
    )
  })

  it('hold all values, and zero when it is near', () => {
    expect(valueRange([5, 10])).toEqual({ from: 0, to: 10.8 })
    expect(valueRange([1000, 1001]).from).toBeGreaterThan(900)
    expect(valueRange([-3, 4]).from).toBeLessThan(-3)
    expect(valueRange([7]).from).toBeLessThan(valueRange([7]).to)
  })

  it('keep names apart and inside', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }), (places) => {
        const moved = spreadOut(places, 0.1).toSorted((a, b) => a - b)
        for (let i = 1; i < moved.length; i++) expect(moved[i]! - moved[i - 1]!).toBeGreaterThan(0.0999)
        expect(moved[0]).toBeGreaterThanOrEqual(0)
        expect(moved.at(-1)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('colours of charts', () => {
  const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')
  const [light = '', dark = ''] = css.split("[data-theme='dark'] {")
  const tones = ['accent', 'ink', 'muted', 'long', 'short', 'warning', 'danger', 'premium', 'funding', 'fees', 'spread']
  const all = [...tones, 'stock', 'insurance', 'results', 'line-strong']

  it.each([
    ['light', light.slice(light.indexOf(':root'))],
    ['dark', dark],
  ])('stand out from the %s surface by 3:1 at least', (_, theme) => {
    for (const tone of all) expect(contrast(colour(theme, tone), colour(theme, 'surface')), tone).toBeGreaterThan(3)
  })
})

function colour(theme: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1]
  if (value === undefined) throw new Error(`no colour ${name}`)
  return value
}

/** WCAG 2 contrast of two colours. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
