import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '@/scripts/lib/paths'

const sources = join(root, 'contracts', 'src')
const table = readFileSync(join(root, 'contracts', 'test', 'governance', 'Roles.t.sol'), 'utf8')
const manager = join(root, 'node_modules', '@openzeppelin', 'contracts', 'access', 'manager', 'AccessManager.sol')

/** Functions of a source that carry a modifier. */
function functionsWith(modifier: string, file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const heads = source.matchAll(/function (\w+)\([^)]*\)([^{;]*)[{;]/g)
  return [...heads]
    .filter(([, , more]) => new RegExp(`\\b${modifier}\\b`).test(more ?? ''))
    .map(([, name]) => name ?? '')
}

describe('the table of restricted functions (contracts/test/governance/Roles.t.sol, G1, G2)', () => {
  it('has every restricted function of every contract', () => {
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sol'))
    const names = files.flatMap((file) => functionsWith('restricted', join(sources, file)))
    expect(names).toContain('setTerms')
    expect(names.filter((name) => !table.includes(`.${name}, (`))).toEqual([])
  })

  it('has every function by which the access manager itself is governed', () => {
    const names = functionsWith('onlyAuthorized', manager)
    expect(names).toContain('grantRole')
    expect(names.filter((name) => !table.includes(`manager.${name}, (`))).toEqual([])
  })
})
