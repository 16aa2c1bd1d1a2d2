import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, stateRoot } from '@/scripts/lib/paths'
import { launch } from '@/scripts/lib/processes'
import { failure } from './health'

const sources = [
  'app',
  'components',
  'contracts-abi',
  'lib',
  'public',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.js',
  'postcss.config.js',
  'package-lock.json',
  'tsconfig.json',
]
const recordFile = join(root, '.next', 'undated-sources.sha256')

/** Builds the web application unless the build at hand was made from these very sources. */
export async function ensureWebBuild(onProgress: (line: string) => void): Promise<void> {
  const hash = hashSources()
  if (isBuilt(hash)) {
    onProgress('web: the production build is up to date')
    return
  }
  onProgress('web: making the production build (once; about a minute)')
  const build = launch({
    name: 'web build',
    command: process.execPath,
    args: [nextBinary, 'build'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    logFile: join(stateRoot, 'logs', 'web-build.log'),
  })
  const code = await build.exited
  if (code !== 0) throw failure(build, 'failed')
  writeFileSync(recordFile, hash)
  onProgress('web: built')
}

export const nextBinary = join(root, 'node_modules', 'next', 'dist', 'bin', 'next')

function isBuilt(hash: string): boolean {
  const complete = existsSync(join(root, '.next', 'BUILD_ID')) && existsSync(recordFile)
  return complete && readFileSync(recordFile, 'utf8') === hash
}

function hashSources(): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(listFiles))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Files under a path, in a fixed order; tests do not end up in a build. */
function listFiles(path: string): string[] {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [path]
  const names = readdirSync(absolute, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.map((name) => join(path, name)).filter((file) => statSync(join(root, file)).isFile())
  return files.filter((file) => !/\.test\.tsx?$/.test(file))
}
