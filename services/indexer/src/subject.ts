/** What an open request is written down under: an account, or the number of a request to a pool. */

const PREFIX = 'no. '

/** Not the number alone: Ponder guesses keys from the events' arguments as they are, and would look for a number among texts. */
export function numbered(id: bigint): string {
  return `${PREFIX}${String(id)}`
}

export function numberOf(subject: string): bigint {
  return BigInt(subject.slice(PREFIX.length))
}
