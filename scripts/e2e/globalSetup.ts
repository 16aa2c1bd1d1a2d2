import { ensureIndexer } from '@/scripts/indexer/install'
import { stopAll, stopOnSignals } from '@/scripts/lib/processes'
import { type Stack, startStack } from '@/scripts/stack'
import { ownPorts } from '@/scripts/stack/ports'
import { ensureWebBuild } from '@/scripts/stack/webBuild'
import { openControl } from './control'
import { type System, type SystemName, publishSystems, systemNames } from './systems'

type Stop = () => Promise<void>

/** Starts the real system for the browser tests, twice, each on ports of its own, and tells the tests where it is. */
export default async function globalSetup(): Promise<Stop> {
  stopOnSignals(stopAll)
  // Once for both.
  await ensureWebBuild(say)
  await ensureIndexer()
  const [trading, outages] = await Promise.all([startSystem('trading'), startSystem('outages')])
  publishSystems({ trading: trading.system, outages: outages.system })
  return async () => {
    await Promise.all([trading.stop(), outages.stop()])
  }
}

async function startSystem(name: SystemName): Promise<{ readonly system: System; readonly stop: Stop }> {
  const stack = await startStack({
    name: `e2e-${name}`,
    ...ownPorts(systemNames.indexOf(name)),
    blockSeconds: 1,
    // Long enough to be seen waiting, short enough to be waited for.
    governorDelay: 10,
    // Every test comes from one address.
    webEnv: { UNDATED_RATE_LIMIT_PER_MINUTE: '100000' },
    onProgress: (line) => say(`${name}: ${line}`),
  })
  void stack.crashed.then((words) => console.error(words))
  await stack.indexing
  const control = await openControl(stack)
  const stop = async () => {
    control.close()
    await stack.stop()
  }
  return { system: { ...addresses(stack), control: control.address }, stop }
}

function addresses({ urls, deploymentFile }: Stack): Omit<System, 'control'> {
  return { web: urls.web, rpc: urls.rpc, prices: urls.prices, deploymentFile }
}

function say(line: string): void {
  console.log(line)
}
