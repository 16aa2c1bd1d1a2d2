export interface CoalesceSettings {
  /** Milliseconds for which an answer serves later requests too. */
  readonly keepMs: number
  /** Most answers kept; the oldest goes first. */
  readonly maxEntries: number
  readonly now: () => number
}

interface Entry<Value> {
  readonly value: Promise<Value>
  readonly expiresAt: number
}

/** Remembers answers for a moment: requests for the same key that come meanwhile share one question. */
export function createCoalescer<Value>({ keepMs, maxEntries, now }: CoalesceSettings) {
  const entries = new Map<string, Entry<Value>>()

  const ask = (key: string, question: () => Promise<Value>): Promise<Value> => {
    const known = entries.get(key)
    if (known && known.expiresAt > now()) return known.value
    const value = question()
    entries.delete(key)
    entries.set(key, { value, expiresAt: now() + keepMs })
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break
      entries.delete(oldest)
    }
    // A failure is not an answer: the next request asks again.
    value.catch(() => entries.get(key)?.value === value && entries.delete(key))
    return value
  }

  return { ask, size: () => entries.size }
}
