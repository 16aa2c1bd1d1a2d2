import { HermesClient } from '@pythnetwork/hermes-client'
import { z } from 'zod'
import { divTrunc } from '@/lib/core/fixed-point'
import type { OfferedPrice } from './decisions'

const TIMEOUT_MS = 3000
const WAD_DIGITS = 18

const price = z.object({
  id: z.string().regex(/^(0x)?[0-9a-fA-F]{64}$/),
  price: z.object({
    price: z.string().regex(/^\d{1,20}$/),
    expo: z.number().int().min(-18).max(0),
    publish_time: z.number().int().nonnegative(),
  }),
})
const answer = z.object({
  binary: z.object({ data: z.array(z.string().regex(/^(0x)?[0-9a-fA-F]+$/)).min(1) }),
  parsed: z.array(price),
})

export type PriceSource = (feedIds: readonly `0x${string}`[]) => Promise<readonly OfferedPrice[]>

/** Signed prices of a Hermes service. A vendor that packs several feeds into one update has it brought on chain once. */
export function hermesSource(url: string, token: string | undefined): PriceSource {
  const access = token === undefined ? {} : { accessToken: token }
  const client = new HermesClient(url, { timeout: TIMEOUT_MS, httpRetries: 0, ...access })
  return async (feedIds) => {
    const options = { parsed: true, encoding: 'hex' } as const
    return readOffers(await client.getLatestPriceUpdates([...feedIds], options))
  }
}

/** Pairs each price with the update that carries it: one each (as the mock takes them), or one for all (as Pyth signs them). */
export function readOffers(body: unknown): readonly OfferedPrice[] {
  const { binary, parsed } = answer.parse(body)
  return parsed.map(({ id, price: { price, expo, publish_time } }, i) => ({
    feedId: prefixed(id.toLowerCase()),
    value: toWad(BigInt(price), expo),
    publishTime: publish_time,
    updateData: prefixed(binary.data[binary.data.length === parsed.length ? i : 0] ?? ''),
  }))
}

function toWad(value: bigint, expo: number): bigint {
  return divTrunc(value * 10n ** BigInt(WAD_DIGITS), 10n ** BigInt(-expo))
}

function prefixed(hex: string): `0x${string}` {
  return `0x${hex.replace(/^0x/, '')}`
}
