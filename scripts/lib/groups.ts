import { readFileSync, readdirSync } from 'node:fs'

/** Signals a process group; false if there is no such group any more. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return kill(group, signal)
}

/** Whether a member of the group still runs. Dead members that nobody has collected yet do not count. */
export function isGroupAlive(group: number): boolean {
  if (!kill(group, 0)) return false
  if (process.platform !== 'linux') return true
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.some((number) => runsIn(number, group))
}

function kill(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

function runsIn(number: string, group: number): boolean {
  try {
    // "pid (name) state parent group …", where the name may hold spaces and brackets.
    const fields = readFileSync(`/proc/${number}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] !== 'Z' && Number(fields[2]) === group
  } catch {
    return false
  }
}
