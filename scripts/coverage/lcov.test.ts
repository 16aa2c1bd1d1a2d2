import { expect, test } from 'vitest'
import { branchesOf } from './lcov'

test('counts branches of the sources alone and names those never taken', () => {
  const lcov = 'SF:src/A.sol\nBRDA:4,0,0,7\nBRDA:9,1,0,-\nBRDA:9,1,1,0\nend_of_record\nSF:lib/B.sol\nBRDA:1,0,0,-\n'
  expect(branchesOf(lcov, 'src/', [])).toEqual({ found: 3, hit: 1, missed: ['src/A.sol:9', 'src/A.sol:9'] })
  expect(branchesOf(lcov, 'src/', ['A.sol']).found).toBe(0)
})
