/**
 * What an account is worth, what it must be worth, and how far both may move. `assess` repeats
 * contracts/src/libraries/MarginLib.sol operation by operation. Build a `RiskAccount` from the chain's state and prices, then
 * ask: `healthOf`, `isLiquidatable`, `afterTrade`, `liquidationPrices`, `largestSize`.
 */
export * from './account'
export * from './account-debts'
export * from './liquidation'
export * from './margin'
export * from './pool-exposure'
export * from './pool-stress'
export * from './stress-table'
export * from './scenarios'
export * from './size'
export * from './trade'
