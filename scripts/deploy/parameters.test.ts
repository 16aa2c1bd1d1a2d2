import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseUnits } from 'viem'
import { describe, expect, it } from 'vitest'
import { feeds } from '@/lib/chain/feeds'
import { root } from '@/scripts/lib/paths'
import { networkNames, parseNetwork, readNetwork } from './networks'
import { market, periods, riskTerms, terms, underlyings, volatilityTerms } from './parameters'

interface Row {
  readonly name: string
  readonly unit: string
  readonly value: string
  readonly least: string
  readonly most: string
}

const text = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')
const rows = [
  ...text('docs', 'parameters.md').matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| (\S+) +\| (\S+) … (\S+) +\|$/gm),
].map(([, name = '', unit = '', value = '', least = '', most = '']): Row => ({ name, unit, value, least, most }))
const defaults: Readonly<Record<string, unknown>> = {
  ...market,
  period: periods[0],
  step: underlyings[0].step,
  range: underlyings[0].range,
  ...terms,
  ...riskTerms,
  ...volatilityTerms,
}

/** A number of the table, in the contract's unit; a name stays a name. */
function figure(value: string, unit: string): string {
  if (!/^[\d.e-]+$/.test(value)) return value.replaceAll('`', '')
  return unit.startsWith('WAD') ? String(value === '1e-18' ? 1n : parseUnits(value, 18)) : value
}

const SECONDS = { minutes: 60n, hours: 3600n, days: 86_400n } as const

/** A literal of the contracts: `1 days`, `50_000`, `1e12`, `0.2e18`, or the name of another field. */
function literal(source: string): string {
  const plain = source.replaceAll('_', '').replace(/^(terms_?|config|grid)\./, '')
  const [, count, unit] = /^(\d+) (minutes|hours|days)$/.exec(plain) ?? []
  if (count !== undefined && unit !== undefined) return String(BigInt(count) * SECONDS[unit as keyof typeof SECONDS])
  const [, digits, exponent] = /^([\d.]+)e(\d+)$/.exec(plain) ?? []
  if (digits !== undefined && exponent !== undefined) return String(parseUnits(digits, Number(exponent)))
  return plain === 'WAD' ? String(10n ** 18n) : plain
}

function boundsInContracts(): Readonly<Record<string, readonly [string, string]>> {
  const bounds = text('contracts', 'src', 'ParameterBounds.sol').matchAll(
    /_within\([\w.]+, ([^,]+), ([^,]+), "(\w+)"\)/g,
  )
  const found = [...bounds].map(
    ([, least = '', most = '', name = '']) => [name, [literal(least), literal(most)]] as const,
  )
  const volatility = text('contracts', 'src', 'oracles', 'VolatilityOracle.sol')
  const ranges = volatility.matchAll(/require\(terms_\.(\w+) >= (.+?) && terms_\.\w+ <= (.+?), ParameterOutOfBounds/g)
  const measured = [...ranges].map(
    ([, name = '', least = '', most = '']) => [name, [literal(least), literal(most)]] as const,
  )
  return Object.fromEntries([...found, ...measured])
}

describe('docs/parameters.md', () => {
  it('has every default as deployed', () => {
    const documented = Object.fromEntries(rows.map(({ name, value, unit }) => [name, figure(value, unit)]))
    const deployed = Object.entries(defaults).filter(([name]) => name !== 'listed')
    expect(documented).toEqual(Object.fromEntries(deployed.map(([name, value]) => [name, String(value)])))
  })

  it('has every bound as in the contracts', () => {
    const contracts = boundsInContracts()
    // Written as one-sided conditions: at most, or more than nothing; the other side is another field's.
    const oneSided = { cap: ['floor', String(5n * 10n ** 18n)], maxStep: ['1', String(2n * 10n ** 17n)] }
    const documented = rows.map(({ name, unit, least, most }) => [name, [figure(least, unit), figure(most, unit)]])
    const { asset, delay, window, ...bounded } = contracts
    expect(asset).toEqual(['0', 'assetCount - 1'])
    // Of the network's configuration: nobody governs them.
    expect({ delay, window }).toEqual({ delay: ['0', '60'], window: ['10', '86400'] })
    expect(Object.fromEntries(documented)).toEqual({ ...bounded, ...oneSided })
  })
})

describe('network configurations', () => {
  it.each(networkNames)('%s has the vendor’s feeds in the order of the deployment', (name) => {
    const configured = readNetwork(name).feeds.map(({ symbol, id }) => ({ symbol, id }))
    expect(configured).toEqual(feeds.map(({ symbol, id }) => ({ symbol, id })))
  })

  it('of production wait two days and leave accounts and tokens to whoever deploys', () => {
    const { demo, governorDelay, execution, governor, guardian, stocks } = readNetwork('base')
    expect({ demo, governorDelay, execution, governor, guardian, stocks }).toEqual({
      demo: false,
      governorDelay: 172_800,
      execution: { delay: 3, window: 60 },
      stocks: [],
    })
  })

  const production: object = JSON.parse(text('scripts', 'deploy', 'networks', 'base.json')) as object
  const someone = `0x${'11'.repeat(20)}`

  it.each([
    [{ governorDelay: 3600 }, 'governorDelay is below a day'],
    [{ execution: { delay: 0, window: 60 } }, 'execution.delay is 0'],
    [{ execution: { delay: 61, window: 60 } }, 'execution.delay'],
    [{ execution: { delay: 3, window: 9 } }, 'execution.window'],
    [{ governor: someone, guardian: someone }, 'governor and guardian are one account'],
    [{ governor: `0x${'00'.repeat(20)}` }, 'governor must not be the zero address'],
    [{ stocks: [{ symbol: 'AAPL', name: 'Apple' }] }, 'no feed for AAPL'],
    [{ feeds: [] }, 'no feed for BTC'],
    [{ secret: 'x' }, 'secret'],
    [{ pyth: '0x12' }, 'pyth'],
  ])('with %o are refused', (change, reason) => {
    expect(() => parseNetwork({ ...production, ...change })).toThrow(reason)
  })
})
