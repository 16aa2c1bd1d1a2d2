/**
 * What an account is worth, what it must be worth, and how far both may move; equal to the wei to contracts/src. Build a
 * `RiskAccount` from the chain's state and prices, then ask: `healthOf`, `isLiquidatable`, `afterTrade`, `liquidationPrices`,
 * `largestSize`. `assess` is the formula itself.
 */
export * from './account'
export * from './liquidation'
export * from './margin'
export * from './size'
export * from './trade'
