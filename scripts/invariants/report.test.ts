import { expect, test } from 'vitest'
import { readRun, sumActions } from './report'

test('reads calls, reverts and verdict of a passing and of a failing run', () => {
  const passing = 'Ran 1 test\n[PASS] invariant_everyPropertyHolds() (runs: 60, calls: 6000, reverts: 0)\n'
  expect(readRun(passing)).toEqual({ passed: true, calls: 6000, reverts: 0 })
  const failing = '[FAIL: 9: lost]\n\t[Sequence]\n invariant_everyPropertyHolds() (runs: 23, calls: 2300, reverts: 1)\n'
  expect(readRun(failing)).toEqual({ passed: false, calls: 2300, reverts: 1 })
  expect(readRun('Compiler run failed')).toBeUndefined()
})

test('sums what was tried and what succeeded over the sequences', () => {
  expect(sumActions('deposit,3,3;open,2,1;\n\nopen,5,1;\n')).toEqual([
    { name: 'open', tried: 7, succeeded: 2 },
    { name: 'deposit', tried: 3, succeeded: 3 },
  ])
})
