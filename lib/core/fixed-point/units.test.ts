import { describe, expectTypeOf, it } from 'vitest'
import { mulDivUp, type Raw, type Wad } from './index'

describe('units', () => {
  it('keep dollars and tokens apart, and take plain numbers', () => {
    expectTypeOf<Raw>().not.toExtend<Wad>()
    expectTypeOf<Wad>().not.toExtend<Raw>()
    expectTypeOf<bigint>().toExtend<Wad>()
    expectTypeOf(mulDivUp(1n, 2n, 3n)).toExtend<Raw>()
  })
})
