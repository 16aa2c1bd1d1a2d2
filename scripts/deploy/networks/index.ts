import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseUnits } from 'viem'
import { z } from 'zod'
import { root } from '@/scripts/lib/paths'
import { underlyings, type NetworkParameters } from '../parameters'

export const networkNames = ['local', 'base-sepolia', 'base'] as const

const DAY = 86_400
const address = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{40}$/)])
const feedId = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)])
const role = address.refine((value) => !/^0x0{40}$/.test(value), 'must not be the zero address')
const volatility = z.string().regex(/^\d\.\d{1,4}$/, 'must be a decimal such as "0.45"')
const tokens = z.number().int().positive().transform(BigInt)
const ticker = z.string().regex(/^[A-Z]{1,8}$/)

const schema = z
  .strictObject({
    name: z.string().min(1),
    chainId: z.number().int().positive(),
    demo: z.boolean(),
    pyth: address.optional(),
    feeds: z.array(
      z.strictObject({
        symbol: ticker,
        id: feedId,
        initialVolatility: volatility.transform((value) => parseUnits(value, 18)),
      }),
    ),
    stocks: z.array(
      z.strictObject({
        symbol: ticker,
        name: z.string().min(1),
        token: address.optional(),
        seed: z.strictObject({ pool: tokens, insurance: tokens, faucet: tokens }).optional(),
      }),
    ),
    governorDelay: z
      .number()
      .int()
      .nonnegative()
      .max(30 * DAY),
    execution: z.strictObject({
      delay: z.number().int().nonnegative().max(60),
      window: z.number().int().min(10).max(DAY),
    }),
    governor: role.optional(),
    guardian: role.optional(),
    sending: z.strictObject({ inFlight: z.number().int().positive(), pollMs: z.number().int().positive() }),
  })
  .superRefine((network, context) => {
    for (const message of contradictions(network)) context.addIssue({ code: 'custom', message })
  })

/** The configuration of a network: its file in this directory, or another with the same keys. Throws naming every fault. */
export function readNetwork(
  name: string,
  file = join(root, 'scripts', 'deploy', 'networks', `${name}.json`),
): NetworkParameters {
  if (!existsSync(file)) throw new Error(`There is no network configuration ${file}.`)
  const network = parseNetwork(JSON.parse(readFileSync(file, 'utf8')))
  if (network.name !== name) throw new Error(`${file} configures ${network.name}, not ${name}.`)
  return network
}

export function parseNetwork(value: unknown): NetworkParameters {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(' '))
  throw new Error(`The network configuration is wrong: ${faults.join('; ')}.`)
}

/** What no single value shows to be wrong. */
function contradictions(network: z.output<typeof schema>): string[] {
  const { feeds, stocks, demo, governorDelay, execution, governor, guardian } = network
  const symbols = feeds.map(({ symbol }) => symbol)
  const wanted = [...stocks, ...underlyings].map(({ symbol }) => symbol)
  return [
    ...wanted.filter((symbol) => !symbols.includes(symbol)).map((symbol) => `no feed for ${symbol}`),
    ...(new Set(symbols).size < symbols.length ? ['two feeds of one symbol'] : []),
    ...(new Set(feeds.map(({ id }) => id)).size < feeds.length ? ['one feed under two symbols'] : []),
    ...(new Set(stocks.map(({ symbol }) => symbol)).size < stocks.length ? ['two sets of one symbol'] : []),
    ...(!demo && governorDelay < DAY ? ['governorDelay is below a day, nobody could leave in time'] : []),
    ...(!demo && execution.delay === 0 ? ['execution.delay is 0, whoever knows the next price first would win'] : []),
    ...(governor !== undefined && governor === guardian ? ['governor and guardian are one account'] : []),
  ]
}
