import { stopAll, stopOnSignals } from '@/scripts/lib/processes'
import { type Stack, startStack } from '@/scripts/stack'
import { deployer, traders } from '@/scripts/stack/accounts'
import { readOptions } from './options'

/** So that a decision is seen waiting before it takes effect; two days on Base. */
const DEMO_DELAY_SECONDS = 120

/** Starts the system, says where it is, and keeps it up until it is told to stop or a part of it fails. */
export async function runStack(web: 'production' | 'development'): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  const began = Date.now()
  const say = (line: string) => console.log(`${seconds(began).padStart(6)}  ${line}`)
  let stack: Stack | undefined
  const ending = stopOnSignals(async () => {
    console.log('\nStopping …')
    await (stack?.stop() ?? Promise.resolve())
    await stopAll()
    console.log('Stopped.')
  }, 0)

  try {
    const { blocks: blockSeconds, exchangeHours, crowd, crowdWeeks, ...rest } = options
    const life = { crowdWeeks: crowd ? crowdWeeks : 0, crowdStays: crowd }
    const named = { name: 'demo', web, alwaysOpen: !exchangeHours, onProgress: say }
    stack = await startStack({ ...rest, ...life, ...named, blockSeconds, governorDelay: DEMO_DELAY_SECONDS })
  } catch (error) {
    // What was being started has been stopped on request; the handler of the signal ends this process.
    if (ending.isStopping()) return
    console.error(error instanceof Error ? error.message : error)
    await stopAll()
    process.exit(1)
  }
  console.log(welcome(stack, seconds(began)))
  console.error(`\n${await stack.crashed}\nStopping the rest.`)
  await stack.stop()
  process.exit(1)
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

function welcome({ urls, env, directory }: Stack, time: string): string {
  const accounts = traders.map(({ address, key }) => `    ${address}  key ${key}`)
  return `
Ready after ${time}. Open  ${urls.web}

  Everything here is a demo: the chain runs on this machine, the tokens are handed out by a faucet, the prices are simulated,
  and so are the crowd that trades and the weeks of history that it has made.
  In your wallet add the network
    name Undated local · RPC ${urls.rpc} · chain id ${env.UNDATED_CHAIN_ID ?? ''} · currency ETH
  and import one of these accounts, which hold test ETH. Their keys are public: never use them anywhere else.
${accounts.join('\n')}
  Whoever wants to govern on the Insurance page (guardian at once, governor after ${DEMO_DELAY_SECONDS} s) imports
    ${deployer.address}  key ${deployer.key}
  Logs are in ${directory}. Ctrl-C stops everything.
`
}
