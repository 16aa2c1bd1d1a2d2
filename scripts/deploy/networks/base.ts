import { feedId } from '@/lib/chain/feeds'
import type { FeedParameters, NetworkParameters } from '../parameters'

const percent = 10_000_000_000_000_000n

const feeds: readonly FeedParameters[] = [
  { symbol: 'BTC', id: feedId('BTC'), initialVolatility: 45n * percent },
  { symbol: 'ETH', id: feedId('ETH'), initialVolatility: 65n * percent },
  { symbol: 'TSLA', id: feedId('TSLA'), initialVolatility: 55n * percent },
  { symbol: 'NVDA', id: feedId('NVDA'), initialVolatility: 45n * percent },
  { symbol: 'SPY', id: feedId('SPY'), initialVolatility: 20n * percent },
]

/** Public nodes limit requests and queue few transactions of one sender. */
const sending = { inFlight: 8, pollMs: 2000 }

/**
 * Demo tokens on the public test network, real prices. Pyth's contracts here and below are those of the upgraded Core
 * (docs.pyth.network, contract addresses): the ones before it are no longer kept fresh everywhere.
 */
export const baseSepolia: NetworkParameters = {
  name: 'base-sepolia',
  chainId: 84_532,
  demo: true,
  pyth: '0x5f52e4DBEA21f5b23523B6e20d50c29ae0a4EB83',
  feeds,
  stocks: [
    { symbol: 'TSLA', name: 'Demo Tesla', seed: { pool: 6000n, insurance: 600n, faucet: 40n } },
    { symbol: 'NVDA', name: 'Demo Nvidia', seed: { pool: 11_500n, insurance: 1150n, faucet: 80n } },
    { symbol: 'SPY', name: 'Demo S&P 500', seed: { pool: 2700n, insurance: 270n, faucet: 20n } },
  ],
  governorDelay: 3600,
  sending,
}

/** Production. Tokens and roles are filled in by whoever deploys, and without them nothing is sent: nothing is guessed. */
export const base: NetworkParameters = {
  name: 'base',
  chainId: 8453,
  demo: false,
  pyth: '0xbC16aee60f64864882BC6C4E428e148Fc0E272F5',
  feeds,
  stocks: [],
  governorDelay: 172_800,
  sending,
}
