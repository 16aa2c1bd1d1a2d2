/** Where one deployment's contracts are. Written by the deployment script, read by server, keeper and tests. */
export interface Deployment {
  readonly chainId: number
  /** Block of the first contract, from which logs matter. */
  readonly fromBlock: number
  /** Whether tokens, prices and chain are simulated; said on screen. */
  readonly demo: boolean
  readonly manager: Address
  readonly pyth: Address
  readonly oracle: Address
  readonly volatility: Address
  readonly registry: Address
  /** Creates and lists sets. */
  readonly factory: Address
  readonly lens: Address
  /** Answers what a trade would leave, how large it may be, and which prices liquidate. */
  readonly riskLens: Address
  /** Signed orders and session keys of all sets. */
  readonly orders: Address
  readonly sets: readonly DeployedSet[]
}

export interface DeployedSet {
  readonly symbol: string
  readonly token: Address
  readonly clearinghouse: Address
  readonly mainPool: Address
  readonly insurancePool: Address
}

export type Address = `0x${string}`

/** The file is missing, malformed or names something that is not an address. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** Checks what was read from a deployment file. Throws {@link DeploymentError} naming the first fault. */
export function parseDeployment(value: unknown): Deployment {
  const record = asRecord(value, 'deployment')
  const { sets } = record
  if (!Array.isArray(sets)) throw new DeploymentError('deployment.sets is not a list')
  return {
    chainId: asCount(record.chainId, 'chainId'),
    fromBlock: asCount(record.fromBlock, 'fromBlock'),
    demo: record.demo === true,
    manager: asAddress(record.manager, 'manager'),
    pyth: asAddress(record.pyth, 'pyth'),
    oracle: asAddress(record.oracle, 'oracle'),
    volatility: asAddress(record.volatility, 'volatility'),
    registry: asAddress(record.registry, 'registry'),
    factory: asAddress(record.factory, 'factory'),
    lens: asAddress(record.lens, 'lens'),
    riskLens: asAddress(record.riskLens, 'riskLens'),
    orders: asAddress(record.orders, 'orders'),
    sets: sets.map((set: unknown, i) => parseSet(asRecord(set, `sets[${i}]`))),
  }
}

function parseSet(set: Record<string, unknown>): DeployedSet {
  if (typeof set.symbol !== 'string') throw new DeploymentError('a set has no symbol')
  return {
    symbol: set.symbol,
    token: asAddress(set.token, 'token'),
    clearinghouse: asAddress(set.clearinghouse, 'clearinghouse'),
    mainPool: asAddress(set.mainPool, 'mainPool'),
    insurancePool: asAddress(set.insurancePool, 'insurancePool'),
  }
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new DeploymentError(`${name} is not an object`)
  return value as Record<string, unknown>
}

function asAddress(value: unknown, name: string): Address {
  if (typeof value !== 'string' || !ADDRESS.test(value)) throw new DeploymentError(`${name} is not an address`)
  return value as Address
}

function asCount(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new DeploymentError(`${name} is not a number`)
  }
  return value
}
