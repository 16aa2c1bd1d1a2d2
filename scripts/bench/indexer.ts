// The index: how fast 100,000 events are taken in from empty, how far it is behind while trades go on, and that nothing is missing.
import { readFileSync } from 'node:fs'
import { parseDeployment } from '@/lib/chain/deployment'
import { headOf, readResidual, waitForBlock } from '@/scripts/indexer/questions'
import { ensureIndexer } from '@/scripts/indexer/install'
import { startRig } from '@/scripts/indexer/rig'
import { Traffic, eventsOf } from '@/scripts/indexer/traffic'
import { delay } from '@/scripts/lib/processes'
import { type Stack, startStack } from '@/scripts/stack'
import { type Figure, note } from './measure'

const EVENTS = 100_000
/** A fifth of the events are of trades; the rest are deposits. */
const TRADE_EVENTS = 20_000
const TRANSACTIONS_PER_BLOCK = 4
/** Hours pass while the deposits are made, each with one reading of the pools when it ends. */
const SECONDS_PER_BLOCK = 3600
const LIVE_BLOCKS = 20
const patienceMs = 900_000

export async function measureIndexer(): Promise<readonly Figure[]> {
  await ensureIndexer(note)
  const stack = await startStack({
    name: 'bench-indexer',
    chainPort: 0,
    pricePort: 0,
    // As the demo and the public chains aimed at.
    blockSeconds: 2,
    web: 'none',
    withKeeper: false,
    // Many trades in a transaction: how fast their events are taken in is measured, not how long they wait.
    tradesAtOnce: true,
    onProgress: note,
  })
  try {
    const [set] = parseDeployment(JSON.parse(readFileSync(stack.deploymentFile, 'utf8')) as unknown).sets
    if (set === undefined) throw new Error('There is no set.')
    const traffic = new Traffic(stack.urls.rpc, set, stack.urls.prices)
    await traffic.prepare()
    const lag = await measureLag(stack, traffic)
    await makeEvents(traffic)
    return [...(await measureFromEmpty(stack, traffic)), lag]
  } finally {
    await stack.stop()
  }
}

/** The most blocks that the index was behind while one trade after the other was made, a block each. */
async function measureLag(stack: Stack, traffic: Traffic): Promise<Figure> {
  const rig = await startRig(stack, 'live')
  await waitForBlock(rig.url, await traffic.client.getBlockNumber({ cacheTime: 0 }), patienceMs)
  let worst = 0
  let trading = true
  const watch = async () => {
    while (trading) {
      const index = await headOf(rig.url)
      // The chain is asked last: what it has gained meanwhile counts against the index.
      const chain = await traffic.client.getBlockNumber({ cacheTime: 0 })
      worst = Math.max(worst, Number(chain - index))
      await delay(100)
    }
  }
  const watching = watch()
  for (let i = 0; i < LIVE_BLOCKS; i++) await traffic.done(await traffic.sendTrades())
  trading = false
  await watching
  await rig.service.stop()
  return { name: 'indexer.lag.blocks', value: worst, unit: 'blocks', limit: '<=2' }
}

async function makeEvents(traffic: Traffic): Promise<void> {
  await traffic.client.setIntervalMining({ interval: 0 })
  let made = 0
  while (made < TRADE_EVENTS) {
    const hash = await traffic.sendTrades()
    await traffic.client.mine({ blocks: 1 })
    await traffic.done(hash)
    made += eventsOf.trades
  }
  note(`${String(made)} events of trades made`)
  while (made < EVENTS) {
    const hashes: `0x${string}`[] = []
    for (let i = 0; i < TRANSACTIONS_PER_BLOCK; i++) hashes.push(await traffic.sendDeposits())
    await traffic.client.increaseTime({ seconds: SECONDS_PER_BLOCK })
    await traffic.client.mine({ blocks: 1 })
    for (const hash of hashes) await traffic.done(hash)
    made += eventsOf.deposits * TRANSACTIONS_PER_BLOCK
  }
  note(`${String(made)} events made`)
}

async function measureFromEmpty(stack: Stack, traffic: Traffic): Promise<readonly Figure[]> {
  const began = Date.now()
  const rig = await startRig(stack, 'empty')
  await waitForBlock(rig.url, await traffic.client.getBlockNumber({ cacheTime: 0 }), patienceMs)
  const seconds = (Date.now() - began) / 1000
  const { residual } = await readResidual(rig.url)
  await rig.service.stop()
  return [
    { name: 'indexer.100k.seconds', value: seconds, unit: 's', limit: '<=120' },
    { name: 'conservation.residual', value: Number(residual), unit: 'tokens', limit: '<=0' },
  ]
}
