import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoTime, toCsv, type CsvColumn } from './csv'

const columns: readonly CsvColumn<{ readonly name: string; readonly amount?: string }>[] = [
  { name: 'Name', value: ({ name }) => name },
  { name: 'Amount', unit: 'USD', value: ({ amount }) => amount },
]

/** A reader of RFC 4180, to see that what was written comes back. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let rest = text
  while (rest !== '') {
    const [whole = '', quoted, plain = '', end = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? []
    if (whole === '') throw new Error(`not CSV: ${rest}`)
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
    rest = rest.slice(whole.length)
  }
  return rows.slice(0, -1)
}

describe('CSV', () => {
  it('has a header with units, CRLF and quotes where they are needed', () => {
    const rows = [{ name: 'a, "b"\nc', amount: '-1.5' }, { name: 'd' }]
    expect(toCsv(columns, rows)).toBe('Name,Amount (USD)\r\n"a, ""b""\nc",-1.5\r\nd,\r\n')
  })

  it('keeps numbers exact and numeric, negative ones too', () => {
    expect(toCsv(columns, [{ name: 'x', amount: '-0.000000000000000001' }])).toContain('x,-0.000000000000000001\r\n')
  })

  it('never lets text be a formula', () => {
    for (const name of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1']) {
      const [, row = []] = parse(toCsv(columns, [{ name }]))
      expect(row[0]).toBe(`'${name}`)
    }
  })

  it('gives back any text that does not begin like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((text) => !/^[=+\-@\t\r\n]/.test(text))), (names) => {
        const [, ...rows] = parse(
          toCsv(
            columns,
            names.map((name) => ({ name })),
          ),
        )
        expect(rows.map(([name]) => name)).toEqual(names)
      }),
    )
  })

  it('writes times in UTC', () => {
    expect(isoTime(0)).toBe('1970-01-01T00:00:00Z')
  })
})
