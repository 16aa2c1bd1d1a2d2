import { readFileSync } from 'node:fs'
import { parseUnits } from 'viem'
import { describe, expect, it } from 'vitest'
import { WAD } from '../fixed-point'
import { changesOf, describeChanges, faultsOf, GROUPS, parametersOf, readValue, showValue, type Values } from '.'

const documented = [
  ...readFileSync('docs/parameters.md', 'utf8').matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| (\S+) +\| (\S+) … (\S+) +\|$/gm),
].map(([, name = '', unit = '', value = '', least = '', most = '']) => ({ name, unit, value, least, most }))

function figure(text: string, unit: string): bigint | string {
  if (!/^[\d.e-]+$/.test(text)) return text.replaceAll('`', '')
  if (text === '1e-18') return 1n
  return unit.startsWith('WAD') ? parseUnits(text, 18) : BigInt(text)
}

const parameters = GROUPS.flatMap((group) => parametersOf(group))
const find = (name: string) => parameters.find((parameter) => parameter.name === name)!

describe('the catalogue of parameters (G2)', () => {
  it('has every parameter of docs/parameters.md with its bounds, which a test compares with the contracts', () => {
    // The period is fixed once a market is listed; that a cap is at least the floor is written at the floor.
    const expected = documented
      .filter(({ name }) => name !== 'period')
      .map(({ name, unit, least, most }) => [name, figure(least, unit), figure(most, unit)])
    expect(parameters.map(({ name, least, most }) => [name, least, most]).sort()).toEqual(expected.sort())
  })

  it('shows and reads back every default exactly', () => {
    for (const { name, unit, value } of documented) {
      if (name === 'period') continue
      const parameter = find(name)
      const stored = figure(value, unit) as bigint
      expect(readValue(parameter, showValue(parameter, stored)), name).toBe(stored)
    }
  })

  it('reads what people write', () => {
    expect(readValue(find('haircut'), '12.5')).toBe(1250n)
    expect(readValue(find('haircut'), ' 12.505 ')).toBeUndefined()
    expect(readValue(find('haircut'), '-1')).toBeUndefined()
    expect(readValue(find('haircut'), 'ten')).toBeUndefined()
    expect(readValue(find('depth'), '1,500,000')).toBe(1_500_000n)
    expect(readValue(find('kappaGamma'), '2.25')).toBe(22_500n)
    expect(readValue(find('markup'), '1.12')).toBe((112n * WAD) / 100n)
    expect(readValue(find('maxAgeCollateralReduce'), '30')).toBe(2_592_000n)
  })
})

describe('what a contract would refuse', () => {
  const rules = { curveInUse: true, levelsChangeableAt: 1000, at: 2000 }
  const risk: Values = Object.fromEntries(
    documented.filter(({ unit }) => unit === 'bps').map(({ name, value }) => [name, BigInt(value)]),
  )

  it('values outside of their bounds, also where a neighbour is the bound', () => {
    expect(faultsOf('riskTerms', risk, risk, rules)).toEqual({})
    expect(Object.keys(faultsOf('riskTerms', risk, { ...risk, haircut: 5001n }, rules))).toEqual(['haircut'])
    expect(Object.keys(faultsOf('riskTerms', risk, { ...risk, insuranceShareMin: 5001n }, rules))).toEqual([
      'insuranceShareMin',
    ])
  })

  it('a curve in use that moves by more than a tenth', () => {
    const curve: Values = {
      depth: 1_000_000n,
      kappaGamma: 20_000n,
      kappaDelta: 500n,
      shock: 2000n,
      volatilityShock: 0n,
    }
    expect(faultsOf('market', curve, { ...curve, kappaGamma: 22_000n }, rules)).toEqual({})
    expect(Object.keys(faultsOf('market', curve, { ...curve, kappaGamma: 22_001n }, rules))).toEqual(['kappaGamma'])
    expect(Object.keys(faultsOf('market', curve, { ...curve, depth: 800_000n }, rules))).toEqual(['depth'])
    expect(faultsOf('market', curve, { ...curve, depth: 800_000n }, { ...rules, curveInUse: false })).toEqual({})
  })

  it('volatility levels that move by more than a fortieth, or twice within a week', () => {
    const levels: Values = {
      interval: 3600n,
      halfLife: 604_800n,
      floor: WAD / 5n,
      cap: (5n * WAD) / 2n,
      maxStep: 15n * 10n ** 15n,
      markup: (11n * WAD) / 10n,
    }
    const step = (by: bigint) => ({ ...levels, markup: (levels.markup! * (40n + by)) / 40n })
    expect(faultsOf('volatility', levels, step(1n), rules)).toEqual({})
    expect(Object.keys(faultsOf('volatility', levels, step(2n), rules))).toEqual(['markup'])
    expect(Object.keys(faultsOf('volatility', levels, step(1n), { ...rules, at: 999 }))).toEqual(['markup'])
    expect(faultsOf('volatility', levels, { ...levels, interval: 7200n }, { ...rules, at: 999 })).toEqual({})
  })
})

it('says a change in words', () => {
  const house = '0x0000000000000000000000000000000000000001'
  const call = { kind: 'riskTerms', house, values: { haircut: 1250n, maintenance: 7500n } } as const
  const changes = changesOf(call, { haircut: 1000n, maintenance: 7500n })
  expect(describeChanges(changes)).toBe('Haircut 10 % → 12.5 %')
})
