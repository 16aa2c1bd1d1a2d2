/** Errors of a trial run that pass by themselves or with time: the order waits. All others are final for whoever hands it in. */
const passing: ReadonlySet<string> = new Set([
  'BelowInitialMargin',
  'BelowMinimumNotional',
  'BookTooSkewed',
  'CapacityExceeded',
  'ConditionNotMet',
  'CostAboveLimit',
  'InsufficientMargin',
  'NothingToReduce',
  'OpeningsPaused',
  'OrderNotYetValid',
  'OrderRefusedRecently',
  'ParentNotExecuted',
  'PoolCannotPay',
  'PriceBeforeOrder',
  'PriceUnavailable',
  'RequestPending',
  'StalePrice',
  'StrikeNotListed',
  'TooManyPositions',
  'TooManyStrikes',
  'TriggerPriceTooOld',
  'UncertainPrice',
])

/** Errors that only say that the order's moment has not come; nobody needs to be told. */
const waiting: ReadonlySet<string> = new Set([
  'ConditionNotMet',
  'CostAboveLimit',
  'OrderNotYetValid',
  'ParentNotExecuted',
  'PriceBeforeOrder',
  'RequestPending',
  'StalePrice',
  'TriggerPriceTooOld',
])

export function canStillHappen(error: string | undefined): boolean {
  return error !== undefined && passing.has(error)
}

export function isWorthTelling(error: string | undefined): boolean {
  return error === undefined || !waiting.has(error)
}
