import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatFigure, keepsLimit, readFigures, recordFigures, type Figure } from './figures'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const figure: Figure = { name: 'coverage.branches', value: 96.1, unit: '%', limit: '>=95' }

test('the record of a run is read back, and the next run replaces it', () => {
  expect(readFigures('coverage', folder)).toBeUndefined()
  recordFigures('coverage', [{ ...figure, value: 1 }], folder)
  recordFigures('coverage', [figure], folder)
  expect(readFigures('coverage', folder)?.figures).toEqual([figure])
})

test('a record that is no record is an error, not a figure', () => {
  writeFileSync(join(folder, 'coverage.json'), '{"figures":[{"name":"x"}]}')
  expect(() => readFigures('coverage', folder)).toThrow()
})

test('limits include their bound only where they say so', () => {
  expect(keepsLimit({ ...figure, value: 95 })).toBe(true)
  expect(keepsLimit({ ...figure, value: 94.99 })).toBe(false)
  expect(keepsLimit({ ...figure, value: 0, limit: '>0' })).toBe(false)
  expect(keepsLimit({ ...figure, value: 0, limit: '<=0' })).toBe(true)
  expect(keepsLimit({ ...figure, value: -1, limit: '<0' })).toBe(true)
})

test('numbers are printed whole or to four digits', () => {
  expect(formatFigure(figure)).toBe('coverage.branches 96.1 % >=95')
  expect(formatFigure({ ...figure, value: -95857.2 })).toBe('coverage.branches -95857 % >=95')
})
