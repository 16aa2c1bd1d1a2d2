import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Everything that runs leave behind; git ignores it. */
export const stateRoot = join(root, '.undated')

/** Absolute path of a program that `npm ci` has put into node_modules/.bin. */
export function binary(name: string): string {
  return join(root, 'node_modules', '.bin', name)
}
