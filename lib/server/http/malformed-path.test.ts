import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refuseMalformedPath } from './malformed-path'

describe('refuseMalformedPath', () => {
  it('A1: refuses what cannot be decoded and nothing else', () => {
    expect(refuseMalformedPath('/api/v1/%E0%A4%A')?.status).toBe(400)
    expect(refuseMalformedPath('/api/v1/quote')).toBeUndefined()
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, text) => {
        expect(refuseMalformedPath(path)).toBeUndefined()
        refuseMalformedPath(text)
      }),
    )
  })
})
