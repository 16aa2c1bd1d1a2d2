// Lets browser tests, which run in processes of their own, stop and start parts of the system under test.
import { type Server, createServer } from 'node:http'
import type { ServiceName, Stack } from '@/scripts/stack'

const addressVariable = 'UNDATED_E2E_CONTROL'

/** Opens the control on a free loopback port and tells the test processes its address. */
export function openControl(stack: Stack): Promise<Server> {
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
      process.env[addressVariable] = `http://127.0.0.1:${String(port)}`
      resolve(server)
    })
  })
}

/** From a test: stops or starts one service of the system under test and waits until that is done. */
export async function control(service: ServiceName, action: 'stop' | 'start'): Promise<void> {
  const base = process.env[addressVariable]
  if (base === undefined) throw new Error('The system under test was not started by the global setup.')
  const response = await fetch(`${base}/${service}/${action}`, { method: 'POST' })
  if (!response.ok) throw new Error(`${action} ${service}: ${await response.text()}`)
}

async function carryOut(stack: Stack, name: string | undefined, action: string | undefined): Promise<void> {
  const service = Object.entries(stack.services).find(([key]) => key === name)?.[1]
  if (service === undefined) throw new Error(`There is no service ${name ?? ''}.`)
  if (action === 'stop') return service.stop()
  if (action === 'start') return service.start()
  throw new Error(`There is no action ${action ?? ''}.`)
}
