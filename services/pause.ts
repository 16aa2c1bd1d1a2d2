import { setTimeout } from 'node:timers/promises'

/** Waits, or ends at once when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Nothing but being aborted makes it fail.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined)
}
