import type { PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import type { Deployment } from '@/lib/chain/deployment'
import { periods, riskTerms, terms, underlyings, type NetworkParameters } from './parameters'

/** Reads everything back through the lens; throws with the first thing that is not as configured. */
export async function verifySystem(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
): Promise<void> {
  const overview = await reader.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview' })
  expect(overview.assets.map(({ symbol }) => symbol).join(), network.feeds.map(({ symbol }) => symbol).join(), 'feeds')
  expect(
    overview.assets.every(({ priceOk }) => priceOk),
    true,
    'every price is known',
  )
  expect(
    overview.assets.every(({ volatility }) => volatility > 0n),
    true,
    'every volatility is known',
  )
  expect(overview.sets.length, network.stocks.length, 'number of sets')
  for (const [i, set] of overview.sets.entries()) {
    const deployed = deployment.sets[i]
    expect(set.clearinghouse.toLowerCase(), deployed?.clearinghouse.toLowerCase(), `clearinghouse of set ${i}`)
    expect(set.markets.length, underlyings.length * periods.length, `markets of set ${i}`)
    for (const [name, value] of Object.entries(terms)) expect(set.terms[name as keyof typeof terms], value, name)
    for (const [name, value] of Object.entries(riskTerms)) {
      expect(set.riskTerms[name as keyof typeof riskTerms], value, name)
    }
    const pool = await reader.readContract({
      address: set.clearinghouse,
      abi: clearinghouseAbi,
      functionName: 'pool',
    })
    expect(pool.toLowerCase(), set.mainPool.toLowerCase(), `pool of set ${i}`)
  }
}

function expect(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`Verification failed: ${what} is ${String(found)}, not ${String(wanted)}.`)
}
