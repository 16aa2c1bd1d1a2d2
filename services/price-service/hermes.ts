import { encodeAbiParameters } from 'viem'
import type { PublishedPrice } from './market'

/** Prices in the shape of the Hermes REST interface, version 2. */

const priceFields = [
  { name: 'price', type: 'int64' },
  { name: 'conf', type: 'uint64' },
  { name: 'expo', type: 'int32' },
  { name: 'publishTime', type: 'uint256' },
] as const

const updateParameters = [
  {
    type: 'tuple',
    components: [
      { name: 'id', type: 'bytes32' },
      { name: 'price', type: 'tuple', components: priceFields },
      { name: 'emaPrice', type: 'tuple', components: priceFields },
    ],
  },
  { type: 'uint64' },
] as const

/** What `MockPyth.updatePriceFeeds` takes for one feed, hexadecimal without prefix. */
function encodeUpdate({ id, price, confidence, exponent, publishTime }: PublishedPrice): string {
  const value = { price, conf: confidence, expo: exponent, publishTime: BigInt(publishTime) }
  const previous = BigInt(Math.max(0, publishTime - 1))
  return encodeAbiParameters(updateParameters, [{ id, price: value, emaPrice: value }, previous]).slice(2)
}

export function toHermesUpdate(prices: readonly PublishedPrice[], encoding: 'hex' | 'base64', parsed: boolean) {
  const data = prices
    .map(encodeUpdate)
    .map((hex) => (encoding === 'hex' ? hex : Buffer.from(hex, 'hex').toString('base64')))
  return { binary: { encoding, data }, ...(parsed ? { parsed: prices.map(describePrice) } : {}) }
}

function describePrice({ id, price, confidence, exponent, publishTime }: PublishedPrice) {
  const value = { price: String(price), conf: String(confidence), expo: exponent, publish_time: publishTime }
  return {
    id: id.slice(2),
    price: value,
    ema_price: value,
    metadata: { slot: publishTime, proof_available_time: publishTime, prev_publish_time: Math.max(0, publishTime - 1) },
  }
}
