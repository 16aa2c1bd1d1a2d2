import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

/** What Prometheus reads of one service, with what Node.js says of its process. */
export function createRegistry(service: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  return registry
}

interface Labelled {
  readonly name: string
  readonly help: string
  readonly label: string
}

/** A value as it stands when it is asked for; left out while it is not known. */
export function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | null | Promise<number | null>,
): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    async collect() {
      const value = await read()
      if (value === null) this.remove()
      else this.set(value)
    },
  })
}

/** Values by one label as they stand when they are asked for. */
export function gauges(
  registry: Registry,
  { name, help, label }: Labelled,
  read: () => Promise<Readonly<Record<string, number>>>,
): void {
  new Gauge({
    ...{ name, help, labelNames: [label], registers: [registry] },
    async collect() {
      const values = await read()
      this.reset()
      for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value)
    },
  })
}

/** Totals that the service keeps itself, by one label. */
export function totals(
  registry: Registry,
  { name, help, label }: Labelled,
  read: () => Readonly<Record<string, number>>,
): void {
  new Counter({
    ...{ name, help, labelNames: [label], registers: [registry] },
    collect() {
      this.reset()
      for (const [key, value] of Object.entries(read())) this.inc({ [label]: key }, value)
    },
  })
}

/** A total that the service keeps itself. */
export function total(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    ...{ name, help, registers: [registry] },
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

/** The answer to a scrape. */
export async function metricsResponse(registry: Registry): Promise<Response> {
  const headers = { 'content-type': registry.contentType, 'cache-control': 'no-store' }
  return new Response(await registry.metrics(), { headers })
}
