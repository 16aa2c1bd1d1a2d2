import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { isGroupAlive, signalGroup } from './groups'
import { root } from './paths'

export interface ProcessSpec {
  /** What people call it in messages. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Standard output and error go here, from the beginning of the file unless `append` is set. */
  readonly logFile: string
  readonly append?: boolean
}

export interface RunningProcess {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** Settles with the exit code (128 when ended by a signal); never rejects. */
  readonly exited: Promise<number>
  isRunning(): boolean
  /** Ends the process and everything it has started; settles when they are gone. */
  stop(): Promise<void>
}

const graceMs = 6000
const running = new Set<RunningProcess>()
let guard: ChildProcess | undefined

/** Starts a program as the head of its own process group, so that stopping it stops all of its children. */
export function launch(spec: ProcessSpec): RunningProcess {
  mkdirSync(dirname(spec.logFile), { recursive: true })
  // First the guard: a process must not exist for long before it is known there.
  guard ??= startGuard()
  const log = openSync(spec.logFile, spec.append === true ? 'a' : 'w')
  const child = spawn(spec.command, spec.args, {
    cwd: root,
    detached: true,
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const launched = supervise(spec, child)
  running.add(launched)
  void launched.exited.then(() => running.delete(launched))
  return launched
}

function supervise({ name, command, logFile }: ProcessSpec, child: ChildProcess): RunningProcess {
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 128))
    child.once('error', () => resolve(127))
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${name} cannot be started: ${command} is missing or not executable.`)
  announce(`+${String(pid)}`)
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const stop = async () => {
    signalGroup(pid, 'SIGTERM')
    // A wrapper may end before the program it has started, which may still be saving its state.
    const deadline = Date.now() + graceMs
    while (isGroupAlive(pid) && Date.now() < deadline) await delay(20)
    signalGroup(pid, 'SIGKILL')
    await exited
    // Even a killed process takes a moment to go.
    while (isGroupAlive(pid) && Date.now() < deadline + graceMs) await delay(20)
    announce(`-${String(pid)}`)
  }
  return { name, pid, logFile, exited, isRunning, stop }
}

/** Stops everything that {@link launch} has started, latest first, so that nothing loses what it depends on. */
export async function stopAll(): Promise<void> {
  for (const process of [...running].reverse()) await process.stop()
}

/** The last lines of a log, for messages about a process that failed. */
export function tail(logFile: string, lines = 25): string {
  if (!existsSync(logFile)) return ''
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

/** Settles after so many milliseconds; never, once the signal is given. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => clearTimeout(timer))
  })
}

/**
 * Runs `stop` once on Ctrl-C, on a request to end, when the terminal closes and when the parent process is gone, then exits.
 * A second signal does not wait any longer.
 */
export function stopOnSignals(stop: () => Promise<void>, exitCode = 130): { isStopping: () => boolean } {
  let stopping = false
  const handle = () => {
    if (stopping) process.exit(exitCode)
    stopping = true
    void stop().finally(() => process.exit(exitCode))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle)
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent && !stopping) handle()
  }, 500).unref()
  return { isStopping: () => stopping }
}

function announce(message: string): void {
  guard ??= startGuard()
  guard.stdin?.write(`${message}\n`)
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'scripts/lib/guard.js')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()
  return child
}
