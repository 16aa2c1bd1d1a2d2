import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Claims a directory for this process: an embedded database bears one at a time. Returns how to give it back. */
export function holdDirectory(directory: string): () => void {
  const file = join(directory, 'owner.pid')
  if (!claim(file)) {
    const owner = readOwner(file)
    if (owner !== undefined && isRunning(owner)) throw new Error(`${directory} is in use by process ${owner}.`)
    // Left behind by a process that was killed.
    rmSync(file, { force: true })
    if (!claim(file)) throw new Error(`${directory} has just been taken by another process.`)
  }
  return () => rmSync(file, { force: true })
}

function claim(file: string): boolean {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function readOwner(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined
  } catch {
    return undefined
  }
}

function isRunning(owner: number): boolean {
  if (owner === process.pid) return false
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
