import { decodeSeries } from '@/lib/chain/series'
import { holdingName, periodName, strikeName } from '@/components/trade/view/words'
import { marketOf, type SetStructure } from '../engine/structure'

/** What was held, in words: "▲ Long BTC $70,000 · 7 days". The quantity says whether it was bought or written. */
export function SeriesName({
  set,
  series,
  quantity,
}: {
  set: SetStructure | undefined
  series: bigint
  quantity: bigint
}) {
  const { strike, isPut } = decodeSeries(series)
  const side = holdingName(isPut, quantity < 0n)
  const market = marketOf(set, series)
  return (
    <span>
      <span className={`font-semibold ${side.rises ? 'text-long' : 'text-short'}`}>
        {side.rises ? '▲' : '▼'} {side.name} {market?.symbol} {strikeName(strike)}
      </span>
      {market !== undefined && (
        <span className="text-muted text-xs">
          {' '}
          · {periodName(market.period)} · {set?.symbol}
        </span>
      )}
    </span>
  )
}

/** The same for files and for sorting. */
export function seriesWords(set: SetStructure | undefined, series: bigint, quantity: bigint): string {
  const { strike, isPut } = decodeSeries(series)
  const market = marketOf(set, series)
  const period = market === undefined ? '' : ` ${periodName(market.period)}`
  return `${holdingName(isPut, quantity < 0n).name} ${market?.symbol ?? ''} ${strikeName(strike)}${period}`
}

/** A series whichever side one is on, as in a list of what was bought and sold: "BTC $70,000 call · 7 days". */
export function OptionName({ set, series }: { set: SetStructure | undefined; series: bigint }) {
  const market = marketOf(set, series)
  return (
    <span>
      {optionWords(set, series)}
      {market !== undefined && (
        <span className="text-muted text-xs">
          {' '}
          · {periodName(market.period)} · {set?.symbol}
        </span>
      )}
    </span>
  )
}

export function optionWords(set: SetStructure | undefined, series: bigint): string {
  const { strike, isPut } = decodeSeries(series)
  return `${marketOf(set, series)?.symbol ?? ''} ${strikeName(strike)} ${isPut ? 'put' : 'call'}`
}
