// Outlives whoever started it by a moment: when its standard input ends, for whatever reason, it kills the process groups
// that were announced there ("+pid") and not taken back ("-pid"). So nothing stays behind even after a kill -9.
import { createInterface } from 'node:readline'

const groups = new Set()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)

createInterface({ input: process.stdin })
  .on('line', (line) =>
    line.startsWith('+') ? groups.add(Number(line.slice(1))) : groups.delete(Number(line.slice(1))),
  )
  .on('close', () => void killAll())

async function killAll() {
  signalAll('SIGTERM')
  if (groups.size > 0) await new Promise((resolve) => setTimeout(resolve, 2000))
  signalAll('SIGKILL')
}

function signalAll(signal) {
  for (const group of groups) {
    try {
      process.kill(-group, signal)
    } catch {
      groups.delete(group)
    }
  }
}
