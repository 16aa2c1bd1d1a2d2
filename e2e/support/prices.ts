import type { Environment } from './environment'

/** The levers of the simulated price service. */
export interface Prices {
  /** Multiplies a price at once. */
  shock(symbol: string, factor: number): Promise<void>
  /** Stops or restarts the publishing of some prices. */
  freeze(symbols: readonly string[], frozen: boolean): Promise<void>
}

export function connectPrices({ prices }: Environment): Prices {
  const post = async (path: string, body: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${prices}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  }
  return {
    shock: (symbol, factor) => post('/demo/shock', { symbol, factor }),
    freeze: (symbols, frozen) => post('/demo/freeze', { symbols, frozen }),
  }
}
