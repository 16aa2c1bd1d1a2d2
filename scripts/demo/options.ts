import { Command, InvalidArgumentError } from 'commander'

/** As many as can be walked through in half a minute. */
export const DEFAULT_WEEKS = 4
const MOST_WEEKS = 12

export interface DemoOptions {
  readonly webPort: number
  readonly chainPort: number
  readonly pricePort: number
  readonly blocks: number
  readonly seed: number
  readonly exchangeHours: boolean
  readonly keepData: boolean
  /** False: no simulated crowd, neither before nor after going live. */
  readonly crowd: boolean
  readonly crowdWeeks: number
}

/** Reads the command line; environment variables of the same meaning stand behind it. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): DemoOptions {
  return new Command('npm run demo --')
    .description('Starts chain, prices, contracts, keeper and web on this machine. Everything in it is a demo.')
    .option('--web-port <port>', 'port of the web application', whole, whole(env.UNDATED_WEB_PORT ?? '3000'))
    .option('--chain-port <port>', 'port of the local chain', whole, whole(env.UNDATED_CHAIN_PORT ?? '8545'))
    .option('--price-port <port>', 'port of the price service', whole, whole(env.UNDATED_PRICE_PORT ?? '8600'))
    .option('--blocks <seconds>', 'seconds between blocks', whole, 2)
    .option('--seed <number>', 'seed of the simulated price paths', whole, 1)
    .option('--exchange-hours', 'let stocks keep New York trading hours instead of trading around the clock', false)
    .option('--crowd-weeks <weeks>', 'weeks of demo history, traded by a simulated crowd', weeks, DEFAULT_WEEKS)
    .option('--no-crowd', 'an empty chain: no demo history, nobody who trades')
    .option('--keep-data', 'go on with the chain of the last run', false)
    .parse([...argv], { from: 'user' })
    .opts<DemoOptions>()
}

function weeks(text: string): number {
  const number = whole(text)
  if (number < 1 || number > MOST_WEEKS) throw new InvalidArgumentError(`Between 1 and ${MOST_WEEKS} weeks.`)
  return number
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number.`)
  return Number(text)
}
