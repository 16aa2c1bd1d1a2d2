import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './paths'
import { delay, launch, stopAll, tail } from './processes'

const directory = mkdtempSync(join(tmpdir(), 'undated-processes-'))
/** A shell that starts a child of its own, writes its number down and waits. */
const family = (file: string) => `sleep 60 & sleep 0.3; echo $! > ${file}; wait`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Where nobody collects orphans, as in some containers, a dead process keeps its number. */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 240 && !condition(); i++) await delay(50)
}

function readPid(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

describe('launch', () => {
  it('keeps the output and the exit code', async () => {
    const logFile = join(directory, 'echo.log')
    const run = launch({ name: 'echo', command: 'sh', args: ['-c', 'echo one; echo two >&2; exit 3'], logFile })
    expect(await run.exited).toBe(3)
    expect(run.isRunning()).toBe(false)
    expect(tail(logFile, 1)).toBe('two')
  })

  it('stops the children of what it has started, also those that do not want to', async () => {
    const file = join(directory, 'child.pid')
    const args = ['-c', `trap '' TERM; ${family(file)}`]
    const run = launch({ name: 'family', command: 'sh', args, logFile: join(directory, 'family.log') })
    await until(() => readPid(file) > 0)
    await stopAll()
    expect(isAlive(run.pid)).toBe(false)
    expect(isAlive(readPid(file))).toBe(false)
  }, 30_000)
})

describe('the guard', () => {
  it('kills what is left when the one who started it is killed', async () => {
    const file = join(directory, 'orphan.pid')
    const program = join(directory, 'parent.mts')
    const spec = { name: 'orphan', command: 'sh', args: ['-c', family(file)], logFile: join(directory, 'orphan.log') }
    const source = `import { launch } from '${root}/scripts/lib/processes.ts'\nlaunch(${JSON.stringify(spec)})\n`
    writeFileSync(program, source)
    const parent = spawn(process.execPath, ['--import', 'tsx', program], { cwd: root, stdio: 'ignore' })
    await until(() => readPid(file) > 0)
    const orphan = readPid(file)
    expect(isAlive(orphan)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isAlive(orphan))
    expect(isAlive(orphan)).toBe(false)
  }, 30_000)
})
