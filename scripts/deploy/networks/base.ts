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

/** Demo tokens on the public test network, real prices. Pyth's address: docs.pyth.network, contract addresses, EVM. */
export const baseSepolia: NetworkParameters = {
  name: 'base-sepolia',
  chainId: 84_532,
  demo: true,
  pyth: '0xA2aa501b19aff244D90cc15a4Cf739D2725B5729',
  feeds,
  stocks: [
    { symbol: 'TSLA', name: 'Demo Tesla', seed: { pool: 6000n, insurance: 600n, faucet: 40n } },
    { symbol: 'NVDA', name: 'Demo Nvidia', seed: { pool: 11_500n, insurance: 1150n, faucet: 80n } },
    { symbol: 'SPY', name: 'Demo S&P 500', seed: { pool: 2700n, insurance: 270n, faucet: 20n } },
  ],
  governorDelay: 3600,
}

/** Production. Token addresses and roles are filled in by whoever deploys: nothing is guessed. */
export const base: NetworkParameters = {
  name: 'base',
  chainId: 8453,
  demo: false,
  pyth: '0x8250f4aF4B972684F7b336503E2D6dFeDeB1487a',
  feeds,
  stocks: [],
  governorDelay: 172_800,
}
