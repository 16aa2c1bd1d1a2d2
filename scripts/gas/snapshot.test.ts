import { expect, test } from 'vitest'
import { compareSnapshot, renderSnapshot } from './snapshot'

const figure = (name: string, value: number) => ({ name, value, unit: 'gas', limit: '<=200000' })

test('agrees with itself and within one percent, upwards and downwards', () => {
  const snapshot = renderSnapshot([figure('gas.open.1', 100_000), figure('gas.close.1', 50_000)])
  expect(snapshot).toBe('gas.open.1 100000\ngas.close.1 50000\n')
  expect(compareSnapshot(snapshot, [figure('gas.open.1', 101_000), figure('gas.close.1', 49_500)])).toEqual([])
})

test('names what moved by more, what is new and what is gone', () => {
  expect(compareSnapshot('gas.open.1 100000\n', [figure('gas.open.1', 101_001)])).toEqual([
    'gas.open.1 was 100000 and is 101001 (+1.0 %)',
  ])
  expect(compareSnapshot('gas.open.1 100000\n', [figure('gas.write', 98_000)])).toEqual([
    'gas.write is new: 98000',
    'gas.open.1 is no longer measured',
  ])
})
