import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const good = { spot: '65000', strike: '70000', vol: '0.55', 'period-days': '7', kind: 'call' }

function run(values: Record<string, string>, extra: readonly string[] = []) {
  const args = Object.entries(values).flatMap(([name, value]) => [`--${name}=${value}`])
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/quote.ts', ...args, ...extra], { encoding: 'utf8' })
}

describe('quote', () => {
  it('prints one JSON object of decimal strings', () => {
    const { status, stdout, stderr } = run(good)
    expect([status, stderr]).toEqual([0, ''])
    const figures = JSON.parse(stdout) as Record<string, string>
    expect(Object.keys(figures)).toEqual(['value', 'timeValue', 'delta', 'gamma', 'vega', 'fundingPerDay'])
    expect(figures.value).toMatch(/^458\.42461969/)
  })

  it.each([
    [{ ...good, spot: '0' }, '--spot must be between'],
    [{ ...good, spot: 'NaN' }, '--spot: "NaN" is not a decimal number'],
    [{ ...good, strike: '1e400' }, '--strike: "1e400" is not a decimal number'],
    [{ ...good, vol: '-0.5' }, '--vol must be between'],
    [{ ...good, vol: '11' }, '--vol must be between 0.01 and 10'],
    [{ ...good, 'period-days': '0.0000000000000000001' }, '--period-days: more than 18 decimals'],
    [{ ...good, kind: 'straddle' }, '--kind must be call or put'],
  ])('says in one line what is wrong with %o', (values, message) => {
    const { status, stdout, stderr } = run(values)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('names what is missing and what is unknown', () => {
    expect(run({ spot: '1' }).stderr).toBe('quote: --strike is missing\n')
    expect(run(good, ['--rate=1']).status).toBe(2)
    expect(run(good, ['extra']).status).toBe(2)
  })
})
