import { pino, type Logger } from 'pino'

/** Writes the server's log as JSON lines; the only place where upstream errors appear as they are. */
export function createLog(level: string): Logger {
  return pino({ level, name: 'web' })
}

export type { Logger }
