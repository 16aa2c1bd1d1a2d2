// Lets browser tests, which run in processes of their own, stop and start parts of the system under test.
import { createServer } from 'node:http'
import type { ServiceName, Stack } from '@/scripts/stack'

export interface Control {
  readonly address: string
  close(): void
}

/** Opens the control on a free loopback port. */
export function openControl(stack: Stack): Promise<Control> {
  const server = createServer((request, response) => {
    const [, name, action] = (request.url ?? '').split('/')
    carryOut(stack, name, action).then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      resolve({ address: `http://127.0.0.1:${String(port)}`, close: () => server.close() })
    })
  })
}

export interface Services {
  /** Settle when it is done. */
  stop(service: ServiceName): Promise<void>
  start(service: ServiceName): Promise<void>
}

/** From a test: the services of the system whose control is at the address. */
export function connectControl(address: string): Services {
  const ask = async (service: ServiceName, action: 'stop' | 'start') => {
    const response = await fetch(`${address}/${service}/${action}`, { method: 'POST' })
    if (!response.ok) throw new Error(`${action} ${service}: ${await response.text()}`)
  }
  return { stop: (service) => ask(service, 'stop'), start: (service) => ask(service, 'start') }
}

async function carryOut(stack: Stack, name: string | undefined, action: string | undefined): Promise<void> {
  const service = Object.entries(stack.services).find(([key]) => key === name)?.[1]
  if (service === undefined) throw new Error(`There is no service ${name ?? ''}.`)
  if (action === 'stop') return service.stop()
  if (action === 'start') return service.start()
  throw new Error(`There is no action ${action ?? ''}.`)
}
