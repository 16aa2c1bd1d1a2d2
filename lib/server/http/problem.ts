/** One rejected parameter of a request. `reason` is a sentence for people. */
export interface InvalidParam {
  readonly name: string
  readonly reason: string
}

/** A problem document (RFC 9457), the body of every answer with a status of 400 and above. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly 'invalid-params'?: readonly InvalidParam[]
  /** The contract's error behind the refusal, when there is one. */
  readonly error?: string
}

const kinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  forbidden: { status: 403, title: 'This is not yours to do' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'order-refused': { status: 409, title: 'The order cannot be taken' },
  'too-large': { status: 413, title: 'The request is too large' },
  'not-json': { status: 415, title: 'The request is not JSON' },
  'not-tradable': { status: 409, title: 'This trade is not possible now' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The server failed' },
  unavailable: { status: 503, title: 'The data is not available now' },
} as const

export type ProblemKind = keyof typeof kinds

interface ProblemExtras {
  readonly invalidParams?: readonly InvalidParam[]
  readonly headers?: Readonly<Record<string, string>>
  readonly error?: string | undefined
}

/** Thrown by a handler to end the request with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    const { status, title } = kinds[kind]
    const { invalidParams, error } = extras
    const base = {
      type: `urn:undated:problem:${kind}`,
      title,
      status,
      detail,
      ...(error === undefined ? {} : { error }),
    }
    this.problem = invalidParams ? { ...base, 'invalid-params': invalidParams } : base
    this.headers = extras.headers ?? {}
  }
}

/** Writes a problem as an answer that nobody keeps. */
export function problemResponse({ problem, headers }: ProblemError): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}
