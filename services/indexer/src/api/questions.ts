/** The index has nothing of that name. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError'
}

/** The question is not one that this service takes. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError'
}

export interface SeriesQuestion {
  readonly symbol: string
  readonly resolution: 'hour' | 'day'
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** Where a page begins: after an event of a block. */
export interface Cursor {
  readonly block: bigint
  readonly logIndex: number
}

const mostPoints = 9000
/** Later than any block. */
const always = 2_147_483_647

export function seriesQuestion(search: URLSearchParams): SeriesQuestion {
  const symbol = take(search, 'symbol', /^[A-Z0-9.]{1,12}$/)
  const resolution = take(search, 'resolution', /^(hour|day)$/) as 'hour' | 'day'
  const from = Math.min(Number(search.get('from') ?? 0), always)
  const to = Math.min(Number(search.get('to') ?? always), always)
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw new QuestionError('from, to')
  return { symbol, resolution, from, to, limit: mostPoints }
}

export function ownerQuestion(search: URLSearchParams): `0x${string}` {
  return take(search, 'owner', /^0x[0-9a-f]{40}$/) as `0x${string}`
}

export interface RequestsQuestion {
  readonly owner: `0x${string}` | undefined
  readonly status: 'open' | 'executed' | 'refused' | undefined
}

export function requestsQuestion(search: URLSearchParams): RequestsQuestion {
  const owner = search.has('owner') ? ownerQuestion(search) : undefined
  const status = search.has('status') ? take(search, 'status', /^(open|executed|refused)$/) : undefined
  return { owner, status: status as RequestsQuestion['status'] }
}

export function subAccountQuestion(search: URLSearchParams): bigint {
  return BigInt(take(search, 'subAccount', /^\d{1,29}$/))
}

export function cursorQuestion(search: URLSearchParams): Cursor | undefined {
  if (!search.has('cursor')) return undefined
  const [block = '', logIndex = ''] = take(search, 'cursor', /^\d{1,15}-\d{1,9}$/).split('-')
  return { block: BigInt(block), logIndex: Number(logIndex) }
}

export function cursorAfter({ block, logIndex }: Cursor): string {
  return `${String(block)}-${String(logIndex)}`
}

function take(search: URLSearchParams, name: string, form: RegExp): string {
  const text = search.get(name) ?? ''
  if (!form.test(text)) throw new QuestionError(name)
  return text
}
