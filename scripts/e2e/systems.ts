// Tells the processes of the browser tests where the systems under test are.

/** Browser tests trade on one chain while others look at pages, and stop services, on another. */
export const systemNames = ['trading', 'outages'] as const
export type SystemName = (typeof systemNames)[number]

export interface System {
  readonly web: string
  readonly rpc: string
  readonly prices: string
  readonly deploymentFile: string
  /** Stops and starts the services; see `control.ts`. */
  readonly control: string
}

const variable = 'UNDATED_E2E_SYSTEMS'

/** In the process of the global setup, whose environment the test processes inherit. */
export function publishSystems(systems: Readonly<Record<SystemName, System>>): void {
  process.env[variable] = JSON.stringify(systems)
}

/** `undefined` before the global setup. */
export function findSystem(name: SystemName): System | undefined {
  const text = process.env[variable]
  return text === undefined ? undefined : (JSON.parse(text) as Record<SystemName, System>)[name]
}
