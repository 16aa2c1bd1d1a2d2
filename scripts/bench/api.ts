import { join } from 'node:path'
import autocannon from 'autocannon'
import { existsSync } from 'node:fs'
import { Service } from '@/scripts/stack/service'
import { makeQuotePaths } from './quotePaths'
import { type Bench, type Figure, note } from './measure'
import { findPort } from '@/scripts/stack/ports'
import { webAnswers } from '@/scripts/stack/health'
import { nextBinary } from '@/scripts/stack/webBuild'
import type { Stack } from '@/scripts/stack'

/** Requests per second that one core answers, with as many connections as keep it busy, and their slowest hundredth. */
export async function measureApi(bench: Bench): Promise<readonly Figure[]> {
  const stack = await bench.settledStack()
  const { service, url } = await serverOnOneCore(stack)
  await service.start()
  try {
    const requests = (await makeQuotePaths(stack)).map((path) => ({ method: 'GET' as const, path }))
    await autocannon({ url, connections: 10, duration: 3, requests })
    const result = await autocannon({ url, connections: 10, duration: 15, requests })
    const refused = result.non2xx + result.errors + result.timeouts
    if (refused > 0) throw new Error(`${String(refused)} requests were not answered with success.`)
    return [
      { name: 'api.quote.rps', value: result.requests.average, unit: 'requests/s', limit: '>=500' },
      { name: 'api.quote.p99.ms', value: result.latency.p99, unit: 'ms', limit: '<=50' },
    ]
  } finally {
    await service.stop()
  }
}

async function serverOnOneCore(stack: Stack): Promise<{ service: Service; url: string }> {
  const port = await findPort(3201)
  const url = `http://127.0.0.1:${String(port)}`
  const server = [nextBinary, 'start', '--hostname', '127.0.0.1', '--port', String(port)]
  const pinned = existsSync('/usr/bin/taskset')
  if (!pinned) note('taskset is missing: the server is not held to one core')
  const service = new Service({
    name: 'web server on one core',
    command: pinned ? '/usr/bin/taskset' : process.execPath,
    args: pinned ? ['--cpu-list', '0', process.execPath, ...server] : server,
    env: {
      ...stack.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      UNDATED_RATE_LIMIT_PER_MINUTE: '1000000000',
      UNDATED_LOG_LEVEL: 'warn',
    },
    logFile: join(stack.directory, 'web-one-core.log'),
    timeoutMs: 60_000,
    probe: () => webAnswers(url),
  })
  return { service, url }
}
