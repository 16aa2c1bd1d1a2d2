import { readFileSync, rmSync } from 'node:fs'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { parseDeployment, type DeployedSet } from '@/lib/chain/deployment'
import { encodeAccount } from '@/lib/chain/series'
import { accountLedger } from '@/lib/core/history/ledger'
import { providerResult } from '@/lib/core/history/provider'
import type { AccountEvent, ProviderEvent, RequestRecord } from '@/lib/core/history/types'
import { startStack } from '@/scripts/stack'
import { Asking, expected } from './asking'
import { catchUp, checkBooks } from './checks'
import { askIndexer } from './questions'
import { startRig, type Rig } from './rig'

const WAD = 10n ** 18n

/** What is executed at the next price, on a chain of its own: how requests ended, whose they were, and that every token is found again. */
export async function checkRequests(say: (line: string) => void): Promise<string> {
  const stack = await startStack({
    name: `indexer-requests-test-${String(process.pid)}`,
    chainPort: 0,
    pricePort: 0,
    blockSeconds: 1,
    web: 'none',
    withKeeper: false,
    onProgress: say,
  })
  try {
    const deployment = parseDeployment(JSON.parse(readFileSync(stack.deploymentFile, 'utf8')) as unknown)
    const [set] = deployment.sets
    if (set === undefined) throw new Error('There is no set.')
    const { rpc: rpcUrl, prices: pricesUrl } = stack.urls
    const asking = new Asking({ rpcUrl, pricesUrl, oracle: deployment.oracle, set })
    const scene = { stack, forks: asking, symbols: deployment.sets.map(({ symbol }) => symbol) }
    await asking.begin()
    await asking.askForAll()
    const rig = await startRig(stack, 'requests')
    await catchUp(scene, rig)
    const told = await checkTold(asking, set, rig)
    const books = await checkBooks(rig)
    await rig.service.stop()
    return `${told}; ${books}`
  } finally {
    await stack.stop()
    rmSync(stack.directory, { recursive: true, force: true })
  }
}

async function checkTold(asking: Asking, set: DeployedSet, rig: Rig): Promise<string> {
  const question = `requests?owner=${asking.asker.toLowerCase()}`
  const { data } = await askIndexer<readonly RequestRecord[]>(rig.url, question)
  const found = data.toReversed().map(({ kind, status }) => `${kind} ${status}`)
  same('requests', found.join(', '), expected.join(', '))
  await checkCash(asking, set, rig)
  await checkShares(asking, set, rig)
  return `${String(found.length)} requests told as they ended`
}

/** Trades are the asker's, and the events come to the cash that there is, rewards included. */
async function checkCash({ asker, client }: Asking, { clearinghouse }: DeployedSet, { url }: Rig): Promise<void> {
  const owner = asker.toLowerCase()
  const { data } = await askIndexer<{ events: readonly AccountEvent[] }>(url, `accounts?owner=${owner}&subAccount=0`)
  const traders = data.events.flatMap((event) => (event.kind === 'trade' ? [event.trader.toLowerCase()] : []))
  same('traders', [...new Set(traders)].join(', '), owner)
  const call = { address: clearinghouse, abi: clearinghouseAbi, args: [encodeAccount(asker)] } as const
  const { cash } = accountLedger(data.events, { unit: WAD, priceAt: () => WAD })
  same('cash', cash, await client.readContract({ ...call, functionName: 'cashOf' }))
}

/** Shares that wait are still the asker's. */
async function checkShares({ asker, client }: Asking, { mainPool }: DeployedSet, { url }: Rig): Promise<void> {
  const { data } = await askIndexer<readonly ProviderEvent[]>(url, `providers?owner=${asker.toLowerCase()}`)
  const events = data.filter(({ pool }) => pool === 'main')
  const { shares } = providerResult({ events, steps: [], rest: 'rest', value: 0n, unit: WAD })
  const pool = { address: mainPool, abi: mainPoolAbi, functionName: 'balanceOf' } as const
  const held = await client.readContract({ ...pool, args: [asker] })
  const waiting = await client.readContract({ ...pool, args: [mainPool] })
  same('shares', shares, held + waiting)
}

function same(what: string, found: string | bigint, wanted: string | bigint): void {
  if (found !== wanted)
    throw new Error(`Of ${what} the index tells ${String(found)}, and it should be ${String(wanted)}.`)
}
