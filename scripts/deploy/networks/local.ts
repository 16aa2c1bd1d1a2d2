import { feedId } from '@/lib/chain/feeds'
import type { NetworkParameters } from '../parameters'

const percent = 10_000_000_000_000_000n

/** Everything simulated, started by `npm run demo`: no delay, the deployer is governor and guardian. */
export const local: NetworkParameters = {
  name: 'local',
  chainId: 31_337,
  demo: true,
  feeds: [
    { symbol: 'BTC', id: feedId('BTC'), initialVolatility: 50n * percent },
    { symbol: 'ETH', id: feedId('ETH'), initialVolatility: 60n * percent },
    { symbol: 'TSLA', id: feedId('TSLA'), initialVolatility: 50n * percent },
    { symbol: 'NVDA', id: feedId('NVDA'), initialVolatility: 45n * percent },
    { symbol: 'SPY', id: feedId('SPY'), initialVolatility: 20n * percent },
  ],
  // About 1,500,000 USD of each in the main pool and 150,000 USD in the insurance pool.
  stocks: [
    { symbol: 'TSLA', name: 'Demo Tesla', seed: { pool: 6000n, insurance: 600n, faucet: 40n } },
    { symbol: 'NVDA', name: 'Demo Nvidia', seed: { pool: 11_500n, insurance: 1150n, faucet: 80n } },
    { symbol: 'SPY', name: 'Demo S&P 500', seed: { pool: 2700n, insurance: 270n, faucet: 20n } },
  ],
  governorDelay: 0,
  sending: { inFlight: 1000, pollMs: 250 },
}
