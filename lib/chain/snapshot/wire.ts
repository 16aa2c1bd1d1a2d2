/** JSON that keeps bigints: 12n travels as "12n". Nothing else of ours looks like that. */

const BIGINT = /^-?\d+n$/

export function encodeWire(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item))
}

/** The sender's types are trusted: client and server are one build. */
export function decodeWire(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) =>
    typeof item === 'string' && BIGINT.test(item) ? BigInt(item.slice(0, -1)) : item,
  )
}
