import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { binary, root } from './paths'

const systemPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** What a browser that only talks to this machine is started with. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser to use: the configured one, Playwright's own, or the system's. */
export function findChromium(): string | undefined {
  const configured = process.env.CHROMIUM_PATH
  if (configured !== undefined && configured !== '') return configured
  return [chromium.executablePath(), ...systemPlaces].find((path) => path !== '' && existsSync(path))
}

/** Finds Chromium or installs it; throws with what to run when neither works. */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium()
  if (found !== undefined) return found
  for (const [command, ...args] of installations()) {
    say(`Chromium is missing; running ${command} ${args.join(' ')}`)
    const run = spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 300_000 })
    const installed = findChromium()
    if (run.status === 0 && installed !== undefined && starts(installed)) return installed
  }
  throw new Error(
    'The browser tests need Chromium. Run `npx playwright install --with-deps chromium` or `sudo apt-get install chromium`, ' +
      'or set CHROMIUM_PATH to a Chromium or Chrome that is installed.',
  )
}

function installations(): (readonly [string, ...string[]])[] {
  const script = 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'
  const isRoot = process.getuid?.() === 0
  const viaApt = isRoot ? (['sh', '-c', script] as const) : (['sudo', '-n', 'sh', '-c', script] as const)
  const viaPlaywright = [binary('playwright'), 'install', 'chromium'] as const
  return existsSync('/usr/bin/apt-get') ? [viaApt, viaPlaywright] : [viaPlaywright]
}

function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
}
