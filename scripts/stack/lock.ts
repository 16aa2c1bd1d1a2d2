import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Claims a state directory for this process; answers how to give it back. A claim of a process that is gone does not count. */
export function claim(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'owner.pid')
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (owner !== 0 && owner !== process.pid && isAlive(owner)) {
    throw new Error(`It is running already (process ${String(owner)}); stop that one first.`)
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
