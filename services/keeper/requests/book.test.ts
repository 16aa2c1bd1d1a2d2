import { describe, expect, it } from 'vitest'
import { entryRequest, house, tradeRequest } from '../testing/requests'
import { RequestBook, requestKey } from './book'

const first = tradeRequest(1, 103n)
const second = tradeRequest(1, 113n)
const key = requestKey(house, first.account)

describe('request book', () => {
  it('knows what is open, of traders and of LPs', () => {
    const book = new RequestBook()
    const entry = entryRequest(1n, 104n)
    book.add(first, 10n)
    book.add(entry, 11n)
    expect(book.open()).toEqual([first, entry])
    book.close(key, 12n)
    expect(book.open()).toEqual([entry])
    book.drop(entry)
    expect(book.open()).toEqual([])
  })

  it('takes back what happened on a branch that was replaced, ends as well as beginnings', () => {
    const book = new RequestBook()
    book.add(first, 10n)
    book.close(key, 12n)
    book.add(second, 13n)
    book.rollBack(11n)
    expect(book.open()).toEqual([first])
    book.rollBack(9n)
    expect(book.open()).toEqual([])
  })

  it('keeps an end that is settled', () => {
    const book = new RequestBook()
    book.add(first, 10n)
    book.close(key, 12n)
    book.settle(12n)
    book.rollBack(12n)
    expect(book.open()).toEqual([])
  })

  it('has one request of an account at a time, whatever was missed', () => {
    const book = new RequestBook()
    book.add(first, 10n)
    book.add(second, 20n)
    expect(book.open()).toEqual([second])
  })
})
