import type { Address, Deployment } from '@/lib/chain/deployment'
import { traders } from '@/scripts/stack/accounts'
import { bytecodeOf } from './artefacts'
import { missingFrom, type NetworkParameters, underlyings } from './parameters'
import { Pipeline, type SentStep } from './pipeline'
import { placeholderPrices, startSandbox } from './sandbox'
import { setContracts } from './setCode'
import { prepareSystem, setParameters } from './system'
import { verifySystem } from './verify'

/** What a transaction may use on chains with EIP-7825. */
const TRANSACTION_GAS = 16_777_216n

/** What a dry run has found out. */
export interface Rehearsal {
  readonly network: NetworkParameters
  readonly deployment: Deployment
  readonly steps: readonly SentStep[]
  readonly compared: number
  readonly faults: readonly string[]
}

/**
 * Deploys the network's configuration to an empty chain of its own and reads everything back. What only the real chain has
 * (tokens, the price vendor, accounts that are not named yet) is stood in for.
 */
export async function rehearse(network: NetworkParameters): Promise<Rehearsal> {
  const sandbox = await startSandbox(network.chainId)
  try {
    const { sender } = sandbox
    const rehearsed = withStandIns(network)
    const pipeline = await Pipeline.start(sender)
    const prices = placeholderPrices(network.feeds)
    const contracts = prepareSystem(pipeline, rehearsed, sender.account.address, prices)
    await pipeline.send({ inFlight: 1000, pollMs: 20 })
    const deployment = { ...contracts, fromBlock: 0 }
    const { count, faults } = await verifySystem(sender.reader, deployment, rehearsed)
    return { network, deployment, steps: pipeline.sent, compared: count, faults }
  } finally {
    await sandbox.stop()
  }
}

/** The plan in words: contracts with sizes and gas, sets, roles, parameters, what is missing. */
export function planOf({ network, steps, compared, faults }: Rehearsal): readonly string[] {
  const missing = missingFrom(network)
  const total = steps.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)
  const largest = steps.reduce((most, step) => (step.gasUsed > most.gasUsed ? step : most))
  return [
    `Dry run of ${network.name} (chain ${network.chainId}) on an empty local chain. Nothing was sent to ${network.name}.`,
    ...stepLines(steps),
    ...setLines(network),
    ...roleLines(network),
    ...parameterLines(network),
    `Gas: ${total.toLocaleString('en')} in ${steps.length} transactions; most in one: ${largest.gasUsed.toLocaleString('en')} (${largest.label}), limit ${TRANSACTION_GAS.toLocaleString('en')}.`,
    `Read back: ${compared} values, ${faults.length === 0 ? 'all' : `${compared - faults.length}`} as configured.`,
    ...faults.map((fault) => `  Wrong: ${fault}`),
    missing.length === 0 ? 'Nothing is missing.' : `Missing before it can be deployed: ${missing.join(', ')}.`,
  ]
}

/** The vendor's mock, demo tokens and made-up accounts in place of what an empty chain does not have. */
function withStandIns(network: NetworkParameters): NetworkParameters {
  const [governor, guardian] = traders
  const roles = network.demo ? {} : { governor: governor?.address, guardian: guardian?.address }
  const stocks = stocksOf(network).map(({ symbol, name, seed }) => ({ symbol, name, seed }))
  return { ...roles, ...network, demo: true, pyth: undefined, stocks }
}

/** The configured sets, or one of every feed that is no underlying, so that there is something to measure. */
function stocksOf({ stocks, feeds }: NetworkParameters): NetworkParameters['stocks'] {
  if (stocks.length > 0) return stocks
  const names = underlyings.map(({ symbol }): string => symbol)
  return feeds
    .filter(({ symbol }) => !names.includes(symbol))
    .map(({ symbol }) => ({ symbol, name: `${symbol} (stand-in)` }))
}

function stepLines(steps: readonly SentStep[]): string[] {
  const groups = new Map<string, bigint[]>()
  for (const { label, gasUsed } of steps) groups.set(label, [...(groups.get(label) ?? []), gasUsed])
  return [
    'Transactions (times, deployed bytes, gas in all):',
    ...[...groups].map(([label, gas]) => {
      const total = gas.reduce((sum, one) => sum + one, 0n).toLocaleString('en')
      const bytes = label.startsWith('deploy ') ? String(bytecodeOf(label.slice(7)).deployedBytes) : ''
      return `  ${label.padEnd(44)}${String(gas.length).padStart(4)}${bytes.padStart(8)}${total.padStart(14)}`
    }),
  ]
}

function setLines(network: NetworkParameters): string[] {
  const code = setContracts.map((name) => `${name} ${bytecodeOf(name).deployedBytes}`).join(', ')
  const { markets } = setParameters(network)
  return [
    `Sets, each with ${markets.length} markets and the contracts ${code}:`,
    ...stocksOf(network).map(({ symbol, token }) => `  ${symbol}: ${token ?? standInFor(network)}`),
  ]
}

function standInFor({ demo }: NetworkParameters): string {
  return demo ? 'a demo token, deployed with it' : 'no token is named yet; a stand-in was measured'
}

function roleLines({ demo, governor, guardian, governorDelay }: NetworkParameters): string[] {
  const nobody = demo ? 'the deployer' : 'nobody is named yet'
  const name = (account: Address | undefined) => account ?? nobody
  return [
    'Roles:',
    `  governor: ${name(governor)}, every decision visible for ${governorDelay} s before it acts`,
    `  guardian: ${name(guardian)}, pauses openings at once`,
  ]
}

function parameterLines(network: NetworkParameters): string[] {
  const { terms, riskTerms, grids, markets } = setParameters(network)
  const line = (values: object) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')
  return [
    'Parameters (units: docs/parameters.md):',
    `  execution: ${line(network.execution)}`,
    `  terms: ${line(terms)}`,
    `  risk terms: ${line(riskTerms)}`,
    ...grids.map(({ asset, grid }) => `  strikes of ${network.feeds[Number(asset)]?.symbol ?? ''}: ${line(grid)}`),
    ...markets.map((config, i) => `  market ${i}: ${line(config)}`),
  ]
}
