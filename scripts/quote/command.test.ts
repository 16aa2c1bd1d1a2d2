import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runQuote } from './command'

const good = { spot: '65000', strike: '70000', vol: '0.55', 'period-days': '7', kind: 'call' }

function run(values: Record<string, string>, extra: readonly string[] = []) {
  const args = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])
  return runQuote([...args, ...extra])
}

describe('quote', () => {
  it('prints one JSON object of decimal strings', () => {
    const { code, stdout, stderr } = run(good)
    expect([code, stderr]).toEqual([0, ''])
    const figures = JSON.parse(stdout) as Record<string, string>
    expect(Object.keys(figures)).toEqual(['value', 'timeValue', 'delta', 'gamma', 'vega', 'fundingPerDay'])
    expect(figures.value).toMatch(/^458\.42461969/)
  })

  it('prices puts, and tells what is owed to the wei', () => {
    const figures = JSON.parse(run({ ...good, strike: '60000', 'period-days': '30', kind: 'put' }).stdout) as Record<
      string,
      string
    >
    expect(figures.value).toMatch(/^1693\.6715021/)
    expect(figures.delta).toMatch(/^-0\./)
  })

  it.each([
    [{ ...good, spot: '0' }, '--spot must be between'],
    [{ ...good, spot: 'NaN' }, '--spot: "NaN" is not a decimal number'],
    [{ ...good, spot: '' }, '--spot: "" is not a decimal number'],
    [{ ...good, spot: '1\n2' }, '--spot: "1\\n2" is not a decimal number'],
    [{ ...good, spot: '1000000000.000000000000000001' }, '--spot must be between 0.000001 and 1000000000'],
    [{ ...good, strike: '-70000' }, '--strike must be between'],
    [{ ...good, strike: 'Infinity' }, '--strike: "Infinity" is not a decimal number'],
    [{ ...good, strike: '9'.repeat(101) }, '--strike: more than 100 characters'],
    [{ ...good, strike: '1e400' }, '--strike: "1e400" is not a decimal number'],
    [{ ...good, vol: '-0.5' }, '--vol must be between'],
    [{ ...good, vol: '11' }, '--vol must be between 0.01 and 10'],
    [{ ...good, 'period-days': '0.0000000000000000001' }, '--period-days: more than 18 decimals'],
    [{ ...good, 'period-days': '0' }, '--period-days must be between 0.0365 and 3650'],
    [{ ...good, kind: 'straddle' }, '--kind must be call or put'],
  ])('says in one line what is wrong with %o', (values, message) => {
    const { code, stdout, stderr } = run(values)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('names what is missing and what is unknown', () => {
    expect(run({ spot: '1' }).stderr).toBe('quote: --strike is missing\n')
    expect(run({}).stderr).toBe('quote: --spot is missing\n')
    expect(run(good, ['--rate=1']).stderr).toBe("quote: unknown option '--rate=1'\n")
    expect(run(good, ['--a\u2028b']).stderr).toBe("quote: unknown option '--a b'\n")
    expect(run(good, ['--spot']).stderr).toBe("quote: option '--spot <usd>' argument missing\n")
    expect(run(good, ['--spot=1']).stderr).toBe('quote: --spot is given twice\n')
    expect(run(good, ['extra']).code).toBe(2)
  })

  it('explains itself', () => {
    const { code, stdout } = run({}, ['--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('--period-days <days>')
  })

  it('is a program that prints, complains and ends as it should', () => {
    const call = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'scripts/quote.ts', ...args], { encoding: 'utf8' })
    const right = call(...Object.entries(good).map(([name, value]) => `--${name}=${value}`))
    expect([right.status, right.stdout, right.stderr]).toEqual([0, run(good).stdout, ''])
    const wrong = call('--spot', 'NaN')
    expect([wrong.status, wrong.stdout, wrong.stderr]).toEqual([2, '', run({ spot: 'NaN' }).stderr])
  }, 30_000)
})
