import { z } from 'zod'
import type { Stack } from '@/scripts/stack'

const decimal = z.string().transform(Number)
const marketsReport = z.object({
  assets: z.array(z.object({ symbol: z.string(), live: z.object({ value: decimal }).nullable() })),
  sets: z.array(
    z.object({
      symbol: z.string(),
      markets: z.array(z.object({ name: z.string(), asset: z.string(), strikeStep: decimal })),
    }),
  ),
})

const sizes = 25
const steps = [-3, -2, -1, 0, 1, 2, 3]

/** Addresses of over a thousand different valid quotes, so that no cache answers them all. */
export async function makeQuotePaths({ urls }: Stack): Promise<readonly string[]> {
  const response = await fetch(`${urls.web}/api/v1/markets`)
  const { assets, sets } = marketsReport.parse(await response.json())
  const priceOf = new Map(assets.map(({ symbol, live }) => [symbol, live?.value]))
  return sets.flatMap(({ symbol, markets }) =>
    markets.flatMap(({ name, asset, strikeStep }) => {
      const price = priceOf.get(asset)
      if (price === undefined) throw new Error(`There is no live price of ${asset}.`)
      const series = steps.flatMap((step) => {
        const strike = (Math.round(price / strikeStep) + step) * strikeStep
        return [`${name}-${String(strike)}-C`, `${name}-${String(strike)}-P`]
      })
      return series.flatMap((leg) => quantities(asset).map((q) => `/api/v1/quote?collateral=${symbol}&leg=${leg}:${q}`))
    }),
  )
}

/** Different sizes that a new pool can bear: some hundred USD of notional. */
function quantities(asset: string): readonly string[] {
  const unit = asset === 'BTC' ? 0.0001 : 0.002
  return Array.from({ length: sizes }, (_, i) => (unit * (i + 1)).toFixed(4))
}
