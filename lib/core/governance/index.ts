/**
 * What governance may decide: the catalogue of parameters with labels, units and bounds; calls as plain data; and what a change
 * does to open positions and to the pools, so that it is seen before it is signed.
 */
export * from './calls'
export * from './effect'
export * from './parameters'
export * from './values'
