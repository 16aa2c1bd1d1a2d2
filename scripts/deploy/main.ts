// Deploys the whole system to one network and reads it back: npm run deploy -- --network local [--dry-run | --check]
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HermesClient } from '@pythnetwork/hermes-client'
import { Command, Option } from 'commander'
import { BaseError, createPublicClient, http, type Hex } from 'viem'
import { mockPythAbi } from '@/contracts-abi/MockPyth'
import { parseDeployment, type Deployment } from '@/lib/chain/deployment'
import { readServerEnv, type ServerEnv } from '@/lib/env/server'
import { planOf, rehearse } from './dryRun'
import { networkNames, readNetwork } from './networks'
import { missingFrom, type NetworkParameters } from './parameters'
import { Pipeline, type Sender } from './pipeline'
import { proposeSet } from './propose'
import { MOCK_FEE, senderOf } from './sandbox'
import { prepareSystem, type FirstPrices } from './system'
import { verifySystem } from './verify'

interface Options {
  readonly network: string
  readonly config?: string
  readonly dryRun: boolean
  readonly check: boolean
  readonly propose?: string
}

/** A chain whose clock is so far behind lives in the past. */
const PAST_SECONDS = 3600

async function main(): Promise<void> {
  const { network: name, config, dryRun, check, propose } = readOptions()
  const network = readNetwork(name, config)
  if (dryRun) return printPlan(network)
  const env = readServerEnv()
  if (check) return checkDeployment(network, env)
  if (propose !== undefined) return printProposal(network, env, propose)
  await deploy(network, env)
}

function readOptions(): Options {
  return new Command('deploy')
    .description('Deploys the contracts to a network, rehearses that, or reads a deployment back.')
    .addOption(new Option('--network <name>').choices(networkNames).default('local'))
    .option('--config <file>', 'a configuration to use instead of scripts/deploy/networks/<name>.json')
    .addOption(
      new Option('--dry-run', 'deploy to an empty local chain, print the plan, send nothing to the network')
        .default(false)
        .conflicts('check'),
    )
    .option('--propose <ticker>', 'print the transactions that give a configured stock token its set')
    .option('--check', 'read the deployment back and compare it with the configuration', false)
    .parse()
    .opts<Options>()
}

/** Exit code 1 when something is not as configured; what is merely missing is said. */
async function printPlan(network: NetworkParameters): Promise<void> {
  const rehearsal = await rehearse(network)
  for (const line of planOf(rehearsal)) console.log(line)
  if (rehearsal.faults.length > 0) process.exitCode = 1
}

/** Sends nothing: governance signs elsewhere. */
async function printProposal(network: NetworkParameters, env: ServerEnv, ticker: string): Promise<void> {
  const reader = createPublicClient({ transport: http(env.rpcUrl) })
  const { calls, set } = await proposeSet(reader, readDeployment(env), network, ticker)
  for (const { what, to, data } of calls) console.log(`${what}\n  to   ${to}\n  data ${data}`)
  console.log(`Then add to "sets" of the deployment file and check:\n  ${JSON.stringify(set)}`)
}

function readDeployment({ deploymentFile }: ServerEnv): Deployment {
  if (!existsSync(deploymentFile)) throw new Error(`There is no deployment file ${deploymentFile}.`)
  return parseDeployment(JSON.parse(readFileSync(deploymentFile, 'utf8')))
}

/** Needs no key: everything is read from the chain. */
async function checkDeployment(network: NetworkParameters, env: ServerEnv): Promise<void> {
  const deployment = readDeployment(env)
  const reader = createPublicClient({ transport: http(env.rpcUrl) })
  const { faults, notes, count } = await verifySystem(reader, deployment, network)
  for (const note of notes) console.log(`Scheduled: ${note}`)
  for (const fault of faults) console.error(`check: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
  else console.log(`Checked ${network.name}: ${count} values, all as configured`)
}

async function deploy(network: NetworkParameters, env: ServerEnv): Promise<void> {
  const sender = openSender(network, env)
  await requireChain(sender, network)
  if (await alreadyThere(sender, env)) {
    console.log(`Already deployed: ${env.deploymentFile}`)
    return
  }
  const missing = missingFrom(network)
  if (missing.length > 0) throw new Error(`Name ${missing.join(', ')} in the network's configuration first.`)
  const pipeline = await Pipeline.start(sender)
  const prices = await firstPrices(sender, network, env)
  const contracts = prepareSystem(pipeline, network, sender.account.address, prices)
  const fromBlock = Number(await sender.reader.getBlockNumber())
  await pipeline.send(network.sending)
  const deployment = { ...contracts, fromBlock }
  const { faults } = await verifySystem(sender.reader, deployment, network)
  if (faults.length > 0) throw new Error(`Not as configured: ${faults.join('; ')}.`)
  save(env.deploymentFile, deployment)
  console.log(`Deployed ${network.name}: ${contracts.sets.length} sets, lens ${contracts.lens}`)
}

function openSender(network: NetworkParameters, env: ServerEnv): Sender {
  const key = process.env.DEPLOYER_PRIVATE_KEY
  if (key === undefined || !/^0x[0-9a-fA-F]{64}$/.test(key)) {
    throw new Error("Set DEPLOYER_PRIVATE_KEY to the deployer's key (0x and 64 hexadecimal digits).")
  }
  return senderOf(network.chainId, network.name, env.rpcUrl, key as Hex)
}

async function requireChain({ reader }: Sender, network: NetworkParameters): Promise<void> {
  const chainId = await reader.getChainId()
  if (chainId !== network.chainId)
    throw new Error(`The node serves chain ${chainId}, ${network.name} is ${network.chainId}.`)
  const { pyth } = network
  if (pyth !== undefined && (await reader.getCode({ address: pyth })) === undefined) {
    throw new Error(`There is no price contract at ${pyth}.`)
  }
}

/** A file of another chain is never written over. */
async function alreadyThere({ reader, chain }: Sender, { deploymentFile }: ServerEnv): Promise<boolean> {
  if (!existsSync(deploymentFile)) return false
  const { lens, chainId } = parseDeployment(JSON.parse(readFileSync(deploymentFile, 'utf8')))
  if (chainId !== chain.id) throw new Error(`${deploymentFile} is of chain ${chainId}; set UNDATED_DEPLOYMENT_FILE.`)
  return (await reader.getCode({ address: lens })) !== undefined
}

async function firstPrices(
  { reader }: Sender,
  { feeds, pyth, demo }: NetworkParameters,
  { hermesUrl, hermesToken }: ServerEnv,
): Promise<FirstPrices> {
  const access = hermesToken === undefined ? {} : { accessToken: hermesToken }
  const client = new HermesClient(hermesUrl, { timeout: 5000, httpRetries: 3, ...access })
  const ids = feeds.map(({ id }) => id)
  const { timestamp } = await reader.getBlock()
  // A demo's chain may begin weeks ago, and so do its simulated prices.
  const isPast = demo && Number(timestamp) < Date.now() / 1000 - PAST_SECONDS
  const asked = isPast
    ? client.getPriceUpdatesAtTimestamp(Number(timestamp), ids, { encoding: 'hex' })
    : client.getLatestPriceUpdates(ids, { encoding: 'hex' })
  const { binary } = await asked.catch((cause: unknown) => {
    throw new Error('The price service does not answer as it should.', { cause })
  })
  const updates = binary.data.map((data): Hex => (data.startsWith('0x') ? (data as Hex) : `0x${data}`))
  if (pyth === undefined) return { updates, fee: MOCK_FEE * BigInt(updates.length) }
  const call = { address: pyth, abi: mockPythAbi, functionName: 'getUpdateFee', args: [updates] } as const
  return { updates, fee: await reader.readContract(call) }
}

/** Written whole or not at all. */
function save(file: string, deployment: Deployment): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.tmp`, `${JSON.stringify(deployment, null, 2)}\n`)
  renameSync(`${file}.tmp`, file)
}

/** One line, without the node's address, which can hold a key. */
function brief(error: unknown): string {
  if (error instanceof BaseError) return [error.shortMessage, error.details].filter(Boolean).map(firstLine).join(' ')
  return firstLine(error instanceof Error ? error.message : String(error))
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

main().catch((error: unknown) => {
  const cause = error instanceof Error && !(error instanceof BaseError) ? error.cause : undefined
  console.error(
    `deploy: ${[error, cause]
      .filter((part) => part !== undefined)
      .map(brief)
      .join(' ')}`,
  )
  process.exitCode = 1
})
