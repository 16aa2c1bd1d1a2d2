import { createServer } from 'node:net'

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
