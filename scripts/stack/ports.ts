import { createServer } from 'node:net'

/**
 * Preferred ports of a stack that nobody types in: different for each process, so that two runs on one machine do not take
 * each other's while a service is being restarted, and below those that systems give to outgoing connections. A process
 * with several stacks numbers them.
 */
export function ownPorts(stack = 0): {
  readonly webPort: number
  readonly chainPort: number
  readonly pricePort: number
} {
  const first = 20_000 + ((process.pid + 500 * stack) % 1000) * 10
  return { webPort: first, chainPort: first + 1, pricePort: first + 2 }
}

/** The preferred loopback port if it is free, else one that the system picks. */
export async function findPort(preferred: number): Promise<number> {
  const found = (await tryPort(preferred)) ?? (await tryPort(0))
  if (found === undefined) throw new Error('No free port on 127.0.0.1.')
  return found
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
