import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { delay } from '@/scripts/lib/processes'

/** A run that was told to stop needs a moment; the next one waits that long for it. */
const patienceMs = 12_000

/** Claims a state directory for this process; answers how to give it back. A claim of a process that is gone does not count. */
export async function claim(directory: string, say: (line: string) => void): Promise<() => void> {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'owner.pid')
  if (livingOwner(file) !== undefined) say('waiting for the last run to end')
  const deadline = Date.now() + patienceMs
  while (livingOwner(file) !== undefined && Date.now() < deadline) await delay(100)
  const owner = livingOwner(file)
  if (owner !== undefined) throw new Error(`It is running already (process ${String(owner)}); stop that one first.`)
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

function livingOwner(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const owner = Number(readFileSync(file, 'utf8'))
  return owner !== 0 && owner !== process.pid && isAlive(owner) ? owner : undefined
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
