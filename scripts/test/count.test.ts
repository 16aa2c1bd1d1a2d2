import { describe, expect, it } from 'vitest'
import { countForge, countPlaywright, countVitest } from './count'

describe('countForge', () => {
  const suite = {
    test_results: { 'a()': { status: 'Success' }, 'b(uint256)': { status: 'Failure' }, 'c()': { status: 'Skipped' } },
  }

  it('takes the report out of the log and counts a skipped test as failed', () => {
    expect(countForge(`Compiling\n${JSON.stringify({ suite })}\nwarning`)).toEqual({
      passed: 1,
      failed: 2,
      failing: ['b', 'c'],
    })
  })

  it('finds no report where the contracts do not compile', () => {
    expect(countForge('Error: Compiler run failed')).toBeUndefined()
    expect(countForge('{"errors":["x"]}')).toBeUndefined()
  })
})

describe('countVitest', () => {
  it('counts files that cannot be loaded and skipped tests as failed', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [1, 2, 3] },
    ]
    const report = { numPassedTests: 2, numTotalTests: 3, testResults }
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 2, failed: 2 })
    expect(countVitest('')).toBeUndefined()
  })
})

describe('countPlaywright', () => {
  it('counts errors outside tests', () => {
    const report = { stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 1 }, errors: [{}] }
    expect(countPlaywright(JSON.stringify(report))).toEqual({ passed: 4, failed: 3 })
  })
})
