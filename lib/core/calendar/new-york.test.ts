import { describe, expect, it } from 'vitest'
import { exchangeAt, lastTradingSecond, sessionAt } from './new-york'

const at = (text: string) => Date.parse(text) / 1000
const iso = (time: number) => new Date(time * 1000).toISOString().replace('.000Z', 'Z')

describe('New York session', () => {
  it.each([
    ['2026-11-23T14:29:59Z', false, '2026-11-23T14:30:00Z'],
    ['2026-11-23T14:30:00Z', true, '2026-11-23T21:00:00Z'],
    ['2026-11-23T21:00:00Z', false, '2026-11-24T14:30:00Z'],
    ['2026-11-21T15:00:00Z', false, '2026-11-23T14:30:00Z'], // Saturday
    ['2026-11-26T15:00:00Z', false, '2026-11-27T14:30:00Z'], // Thanksgiving
    ['2026-11-27T15:00:00Z', true, '2026-11-27T18:00:00Z'], // closes at 13:00
    ['2026-12-24T15:00:00Z', true, '2026-12-24T18:00:00Z'], // Christmas Eve
    ['2026-12-25T15:00:00Z', false, '2026-12-28T14:30:00Z'],
    ['2026-07-03T15:00:00Z', false, '2026-07-06T13:30:00Z'], // the 4th is a Saturday
    ['2026-04-03T15:00:00Z', false, '2026-04-06T13:30:00Z'], // Good Friday
    ['2026-01-19T15:00:00Z', false, '2026-01-20T14:30:00Z'], // Martin Luther King Day
    ['2026-05-25T15:00:00Z', false, '2026-05-26T13:30:00Z'], // Memorial Day
    ['2026-06-19T15:00:00Z', false, '2026-06-22T13:30:00Z'], // Juneteenth
    ['2026-09-07T15:00:00Z', false, '2026-09-08T13:30:00Z'], // Labor Day
    ['2027-12-31T15:00:00Z', true, '2027-12-31T21:00:00Z'], // New Year 2028 is a Saturday: not made up for
  ])('at %s: open %s, changes at %s', (time, open, changesAt) => {
    const session = sessionAt(at(time))
    expect([session.open, iso(session.changesAt)]).toEqual([open, changesAt])
  })

  it('keeps New York time over both clock changes', () => {
    expect(iso(sessionAt(at('2026-03-06T22:00:00Z')).changesAt)).toBe('2026-03-09T13:30:00Z')
    expect(iso(sessionAt(at('2026-10-30T21:00:00Z')).changesAt)).toBe('2026-11-02T14:30:00Z')
  })

  it('knows the last second of trading', () => {
    expect(iso(lastTradingSecond(at('2026-11-22T12:00:00Z')))).toBe('2026-11-20T20:59:59Z')
    expect(iso(lastTradingSecond(at('2026-11-23T15:00:00Z')))).toBe('2026-11-23T15:00:00Z')
    expect(iso(lastTradingSecond(at('2026-11-29T12:00:00Z')))).toBe('2026-11-27T17:59:59Z')
  })
})

describe('New York phases', () => {
  it.each([
    ['2026-11-23T08:59:59Z', 'closed', false, '2026-11-23T09:00:00Z'],
    ['2026-11-23T09:00:00Z', 'pre-market', false, '2026-11-23T14:30:00Z'],
    ['2026-11-23T14:30:00Z', 'open', false, '2026-11-23T21:00:00Z'],
    ['2026-11-23T21:00:00Z', 'after-hours', false, '2026-11-24T01:00:00Z'],
    ['2026-11-24T01:00:00Z', 'closed', false, '2026-11-24T05:00:00Z'],
    ['2026-11-21T15:00:00Z', 'weekend', false, '2026-11-22T05:00:00Z'],
    ['2026-11-26T15:00:00Z', 'holiday', false, '2026-11-27T05:00:00Z'], // Thanksgiving
    ['2026-11-27T17:59:59Z', 'open', true, '2026-11-27T18:00:00Z'], // the day after it
    ['2026-11-27T18:00:00Z', 'after-hours', true, '2026-11-27T22:00:00Z'],
    ['2026-11-27T22:00:00Z', 'closed', true, '2026-11-28T05:00:00Z'],
    ['2026-03-08T12:00:00Z', 'weekend', false, '2026-03-09T04:00:00Z'], // clocks went forward
  ])('at %s: %s, half day %s, until %s', (time, phase, halfDay, changesAt) => {
    const state = exchangeAt(at(time))
    expect([state.phase, state.halfDay, iso(state.phaseChangesAt)]).toEqual([phase, halfDay, changesAt])
  })

  it('agrees with the session at every hour of two years', () => {
    for (let time = at('2026-01-01T00:00:00Z'); time < at('2028-01-01T00:00:00Z'); time += 3600) {
      const state = exchangeAt(time)
      expect(state.phase === 'open').toBe(sessionAt(time).open)
      expect(state.phaseChangesAt).toBeGreaterThan(time)
      expect(exchangeAt(state.phaseChangesAt).phaseChangesAt).toBeGreaterThan(state.phaseChangesAt)
    }
  })
})
