// The indexer's packages are its own (services/indexer/package.json) and are installed when first needed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, stateRoot } from '@/scripts/lib/paths'
import { delay, launch, tail } from '@/scripts/lib/processes'

export const indexerRoot = join(root, 'services', 'indexer')
const stamp = join(indexerRoot, 'node_modules', '.installed-from')
const lock = join(stateRoot, 'indexer-install.lock')
const patienceMs = 300_000

export function isIndexerInstalled(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()
}

/** Installs the indexer's packages unless they are there; several processes at once install them once. */
export async function ensureIndexer(say: (line: string) => void = () => undefined): Promise<void> {
  if (isIndexerInstalled()) return
  const release = await takeTurn()
  try {
    if (isIndexerInstalled()) return
    say('indexer: installing its packages, once')
    await install()
    writeFileSync(stamp, lockHash())
  } finally {
    release()
  }
}

async function install(): Promise<void> {
  const run = launch({
    name: 'installation of the indexer',
    command: 'npm',
    args: ['ci', '--prefix', indexerRoot, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'],
    logFile: join(stateRoot, 'logs', 'indexer-install.log'),
  })
  if ((await run.exited) !== 0) throw new Error(`The indexer's packages cannot be installed:\n${tail(run.logFile)}`)
}

/** A directory is made by one process alone; one that is left behind counts for as long as an installation may take. */
async function takeTurn(): Promise<() => void> {
  mkdirSync(stateRoot, { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      return () => rmdirSync(lock)
    } catch {
      if (isStale()) rmdirSync(lock)
      else await delay(200)
    }
  }
}

function isStale(): boolean {
  return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > patienceMs
}

function lockHash(): string {
  return createHash('sha256')
    .update(readFileSync(join(indexerRoot, 'package-lock.json')))
    .digest('hex')
}
