import { type RunningProcess, delay, tail } from '@/scripts/lib/processes'

interface Wait {
  readonly process: RunningProcess
  readonly timeoutMs: number
  /** Throws or answers false while the service is not ready. */
  readonly probe: () => Promise<boolean>
}

/** Waits until a service answers; fails with the end of its log as soon as it has ended, or when the time is up. */
export async function waitUntilReady({ process, timeoutMs, probe }: Wait): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await succeeds(probe))) {
    if (!process.isRunning()) throw failure(process, 'ended before it was ready')
    if (Date.now() > deadline) throw failure(process, `was not ready after ${String(timeoutMs / 1000)} s`)
    await delay(100)
  }
  // Another program on the same port may have answered; then this one ends, because it cannot listen.
  await delay(150)
  if (!process.isRunning()) throw failure(process, 'ended: is its port taken?')
}

/** Words for a process that failed, with the end of its log. */
export function failure({ name, logFile }: RunningProcess, what: string): Error {
  return new Error(`The ${name} ${what}. The end of ${logFile}:\n${tail(logFile)}`)
}

/** True once the address answers with a success code. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  await response.body?.cancel()
  return response.ok
}

/** True once the web server shows pages and has read the chain and the prices, so that there is something on them. */
export async function webAnswers(base: string): Promise<boolean> {
  return (await answers(`${base}/api/v1/health`)) && (await answers(`${base}/trade`))
}

/** True once the node knows its chain. */
export async function nodeAnswers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(2000) })
  return response.ok
}

async function succeeds(probe: () => Promise<boolean>): Promise<boolean> {
  try {
    return await probe()
  } catch {
    return false
  }
}
