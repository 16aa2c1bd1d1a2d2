/** A request that is refused; the words are for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413 | 415 | 429 | 503,
    detail: string,
    /** The contract's error behind it. */
    readonly error?: string,
  ) {
    super(detail)
  }
}
