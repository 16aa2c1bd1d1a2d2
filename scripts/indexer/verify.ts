// The indexer on a real chain with a week of a crowd's trades: books, flows, reorganisations, restart, hostile requests; and trades and LPs' moves that are asked for first.
import { readFileSync, rmSync } from 'node:fs'
import { parseDeployment } from '@/lib/chain/deployment'
import { stopAll, stopOnSignals } from '@/scripts/lib/processes'
import { startStack } from '@/scripts/stack'
import { traders } from '@/scripts/stack/accounts'
import {
  catchUp,
  checkAccount,
  checkBooks,
  checkFlows,
  checkHostile,
  checkLens,
  checkReorganisations,
  checkRestart,
} from './checks'
import { Forks } from './forks'
import { ensureIndexer } from './install'
import { checkRequests } from './requests'
import { startRig } from './rig'

stopOnSignals(stopAll)
const began = Date.now()
const say = (line: string) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)

let failed = 0
const check = async (name: string, run: () => Promise<string>) => {
  try {
    say(`✓ ${name}: ${await run()}`)
  } catch (error) {
    failed++
    say(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

await ensureIndexer(say)
await check('requests', () => checkRequests(say))
const stack = await startStack({
  name: `indexer-test-${String(process.pid)}`,
  chainPort: 0,
  pricePort: 0,
  blockSeconds: 1,
  web: 'none',
  withKeeper: false,
  crowdWeeks: 1,
  onProgress: say,
})
try {
  const deployment = parseDeployment(JSON.parse(readFileSync(stack.deploymentFile, 'utf8')) as unknown)
  const { sets } = deployment
  const [set] = sets
  const [trader] = traders
  if (set === undefined || trader === undefined) throw new Error('There is no set.')
  const forks = new Forks(stack.urls.rpc, set)
  const scene = { stack, forks, symbols: sets.map(({ symbol }) => symbol) }
  await forks.begin()
  await forks.act(3, 5n)
  const rig = await startRig(stack, 'first')
  await catchUp(scene, rig)
  say('indexed from empty')
  await check('I3 books', () => checkBooks(rig))
  await check('flows', () => checkFlows(scene, rig))
  await check('account', () => checkAccount(rig, trader.address))
  await check('RiskLens', () => checkLens(scene, rig, deployment))
  await check('hostile', () => checkHostile(rig))
  await check('I2 restart', () => checkRestart(scene, rig))
  await check('I1 reorganisations', () => checkReorganisations(scene, rig))
  await check('I3 books, at the end', () => checkBooks(rig))
  await rig.service.stop()
} finally {
  await stack.stop()
  await stopAll()
  if (failed === 0) rmSync(stack.directory, { recursive: true, force: true })
}
process.exit(failed === 0 ? 0 : 1)
