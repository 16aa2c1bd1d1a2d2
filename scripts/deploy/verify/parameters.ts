import type { PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { DeployedSet, Deployment } from '@/lib/chain/deployment'
import type { Overview, SetView } from '@/lib/chain/snapshot/types'
import { volatilityTerms, type NetworkParameters } from '../parameters'
import { assetNumber, setParameters } from '../system'
import type { Report } from './report'

/** Feeds with their first prices, the registry's list, and every governed parameter. */
export async function verifyParameters(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
  report: Report,
): Promise<void> {
  const { lens, volatility: address, sets } = deployment
  const overview = await reader.readContract({ address: lens, abi: lensAbi, functionName: 'overview' })
  verifyAssets(overview, network, report)
  const measured = await reader.readContract({ address, abi: volatilityOracleAbi, functionName: 'terms' })
  report.expectAll(measured, volatilityTerms, 'the volatility oracle')
  report.expect(overview.sets.length, sets.length, 'number of listed sets')
  report.expect(sets.map(({ symbol }) => symbol).join(), network.stocks.map(({ symbol }) => symbol).join(), 'the sets')
  for (const [i, set] of sets.entries()) {
    const view = overview.sets[i]
    if (view === undefined) report.reject(`${set.symbol} is not listed`)
    else await verifySet(reader, view, set, network, report)
  }
}

function verifyAssets({ assets }: Overview, { feeds }: NetworkParameters, report: Report): void {
  report.expect(assets.length, feeds.length, 'number of feeds')
  for (const [i, { symbol, id }] of feeds.entries()) {
    const asset = assets[i]
    report.expect(asset?.symbol, symbol, `symbol of feed ${i}`)
    report.expect(asset?.feedId, id, `feed of ${symbol}`)
    report.expect(asset?.priceOk === true && asset.price.value > 0n, true, `price of ${symbol} known`)
    report.expect((asset?.volatility ?? 0n) > 0n, true, `volatility of ${symbol} known`)
  }
}

async function verifySet(
  reader: PublicClient,
  view: SetView,
  set: DeployedSet,
  network: NetworkParameters,
  report: Report,
): Promise<void> {
  const { symbol, clearinghouse } = set
  for (const name of ['token', 'clearinghouse', 'mainPool', 'insurancePool'] as const) {
    report.expect(view[name], set[name], `listed ${name} of ${symbol}`)
  }
  const house = { address: clearinghouse, abi: clearinghouseAbi } as const
  const pool = await reader.readContract({ ...house, functionName: 'pool' })
  report.expect(pool, set.mainPool, `pool of ${symbol}`)
  const delay = await reader.readContract({ ...house, functionName: 'executionDelay' })
  const window = await reader.readContract({ ...house, functionName: 'executionWindow' })
  report.expectAll({ delay, window }, network.execution, `execution in ${symbol}`)
  report.expect(view.collateralAsset, assetNumber(network, symbol), `collateral of ${symbol}`)
  report.expect(view.openingsPaused, false, `openings of ${symbol} paused`)
  const wanted = setParameters(network)
  report.expectAll(view.terms, wanted.terms, symbol)
  report.expectAll(view.riskTerms, wanted.riskTerms, symbol)
  for (const { asset, grid } of wanted.grids) {
    report.expectAll({ ...view.grids[Number(asset)] }, grid, `strikes of asset ${asset} in ${symbol}`)
  }
  report.expect(view.markets.length, wanted.markets.length, `number of markets of ${symbol}`)
  wanted.markets.forEach((config, i) => {
    report.expectAll({ ...view.markets[i]?.config }, config, `market ${i} of ${symbol}`)
  })
}
