import { stopAll, stopOnSignals } from '@/scripts/lib/processes'
import { startStack } from '@/scripts/stack'
import { ownPorts } from '@/scripts/stack/ports'
import { openControl } from './control'

/**
 * Starts the real system for the browser tests on ports of its own. The tests learn where it is from the environment:
 * UNDATED_E2E_WEB, UNDATED_E2E_RPC, UNDATED_E2E_PRICES, UNDATED_E2E_DEPLOYMENT.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  stopOnSignals(stopAll)
  const stack = await startStack({
    name: 'e2e',
    ...ownPorts(),
    blockSeconds: 1,
    // Long enough to be seen waiting, short enough to be waited for.
    governorDelay: 10,
    // Every test comes from one address.
    webEnv: { UNDATED_RATE_LIMIT_PER_MINUTE: '100000' },
    onProgress: (line) => console.log(line),
  })
  process.env.UNDATED_E2E_WEB = stack.urls.web
  process.env.UNDATED_E2E_RPC = stack.urls.rpc
  process.env.UNDATED_E2E_PRICES = stack.urls.prices
  process.env.UNDATED_E2E_DEPLOYMENT = stack.deploymentFile
  void stack.crashed.then((words) => console.error(words))
  await stack.indexing
  const server = await openControl(stack)
  return async () => {
    server.close()
    await stack.stop()
  }
}
