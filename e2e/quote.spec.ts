import { z } from 'zod'
import { openProgramAccount } from './support/account'
import { expect, test } from './support/fixtures'

const quoteAnswer = z.object({
  costRaw: z.string().transform(BigInt),
  tradable: z.boolean(),
  blockers: z.array(z.object({ error: z.string() })),
  legs: z.array(
    z.object({ series: z.string().transform(BigInt), quantity: z.string(), ageSeconds: z.coerce.number() }),
  ),
})
const pricesAnswer = z.object({ updateData: z.array(z.templateLiteral(['0x', z.string()])) })
const all = ['BTC', 'ETH', 'TSLA', 'NVDA', 'SPY']

test.afterEach(({ prices }) => prices.freeze(all, false))

const wad = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(18, '0'))
}

for (const legs of [
  ['BTC-7D-65000-C:0.01'],
  ['ETH-30D-3500-P:0.5'],
  ['BTC-7D-64000-C:0.02', 'ETH-7D-3600-P:0.3', 'BTC-7D-66000-P:0.01'],
]) {
  test(`C11: the API quotes to the last digit what the contract charges: ${legs.join(' ')}`, async ({
    request,
    environment,
    chain,
    prices,
  }) => {
    const account = await openProgramAccount(environment, chain, 'TSLA')
    await prices.freeze(all, true)
    const search = new URLSearchParams({ collateral: 'TSLA' })
    for (const leg of legs) search.append('leg', leg)
    // What was on its way when the prices stopped has to arrive first.
    await expect(async () => {
      const { updateData } = pricesAnswer.parse(await (await request.get('/api/v1/prices?assets=BTC,ETH,TSLA')).json())
      const quote = quoteAnswer.parse(await (await request.get(`/api/v1/quote?${search.toString()}`)).json())
      expect(quote.blockers).toEqual([])
      const asked = quote.legs.map(({ series, quantity }) => ({ series, quantity: wad(quantity) }))
      expect(await account.simulate({ legs: asked, updates: updateData })).toBe(quote.costRaw)
    }).toPass({ timeout: 8000 })
  })
}
