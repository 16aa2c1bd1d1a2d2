import { WAD, type Wad } from '../fixed-point'
import type { MarginInputs, MarginMarket, MarginPosition, MarginTerms } from './margin'

/** An account with positions in a BTC market and TSLA as collateral, for tests. */

export const usd = (amount: number): Wad => BigInt(amount) * WAD

const PER_CENT = WAD / 100n

export const terms: MarginTerms = {
  haircut: 10n * PER_CENT,
  collateralShock: 15n * PER_CENT,
  writtenMinimum: PER_CENT,
  maintenance: 75n * PER_CENT,
}

export const btcWeek: MarginMarket = {
  asset: 0,
  spot: usd(65_000),
  volatility: 55n * PER_CENT,
  period: 19_178_082_191_780_821n,
  shock: 20n * PER_CENT,
  volatilityShock: 30n * PER_CENT,
}

export function leg(strike: number, isPut: boolean, quantity: Wad): MarginPosition {
  return { market: 0, strike: usd(strike), isPut, quantity, fundingRate: usd(20_000) }
}

export function inputs(positions: readonly MarginPosition[], overrides: Partial<MarginInputs> = {}): MarginInputs {
  return { cash: 0n, funding: 0n, collateralAsset: 2, terms, markets: [btcWeek], positions, ...overrides }
}
