// The demo's simulated crowd, on a local chain alone: `walk` makes some weeks of demo history, `live` goes on trading slowly.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { parseDeployment } from '@/lib/chain/deployment'
import { readServerEnv } from '@/lib/env/server'
import { readDiary, saveDiary } from './diary'
import { LiveCrowd } from './live'
import { Prices } from './prices'
import { walk } from './walk'

const env = readServerEnv()
const diaryFile = join(dirname(env.deploymentFile), 'crowd.json')
const program = new Command('crowd')

program
  .command('walk')
  .requiredOption('--from <seconds>', 'full hour at which chain and prices begin, seconds since the epoch', whole)
  .option('--seed <number>', 'which crowd comes', whole, 1)
  .option('--blocks <seconds>', 'seconds between blocks afterwards', whole, 2)
  .action(async ({ from, seed, blocks }: { from: number; seed: number; blocks: number }) => {
    const began = Date.now()
    const now = () => Date.now() / 1000
    const result = await walk({ ...common(), from, seed, blockSeconds: blocks, now })
    saveDiary(diaryFile, result.diary)
    const { hours, transactions, refused, rescues } = result
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    console.log(
      `${hours} hours of simulated history in ${seconds} s: ${transactions} transactions, ${refused} refused, ${rescues} liquidations and closings`,
    )
  })

program
  .command('live')
  .option('--pace <ms>', 'mean time between two people', whole, 8000)
  .action(async ({ pace }: { pace: number }) => {
    const stopping = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
    const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`)
    const diary = readDiary(diaryFile)
    const crowd = new LiveCrowd({ ...common(), diary })
    await crowd.run({ paceMs: pace, save: () => saveDiary(diaryFile, diary), log }, stopping.signal)
    process.exit(0)
  })

await program.parseAsync()

function common() {
  const deployment = parseDeployment(JSON.parse(readFileSync(env.deploymentFile, 'utf8')))
  if (!deployment.demo) throw new Error('A crowd comes to a demo only.')
  return { rpcUrl: env.rpcUrl, prices: new Prices(env.hermesUrl), deployment }
}

function whole(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}
