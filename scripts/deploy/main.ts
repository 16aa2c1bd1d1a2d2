// Deploys the whole system to one network and reads it back: npm run deploy -- --network local [--dry-run]
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HermesClient } from '@pythnetwork/hermes-client'
import { Command, Option } from 'commander'
import { BaseError, type Hex } from 'viem'
import { mockPythAbi } from '@/contracts-abi/MockPyth'
import { parseDeployment, type Deployment } from '@/lib/chain/deployment'
import { readServerEnv, type ServerEnv } from '@/lib/env/server'
import { base, baseSepolia } from './networks/base'
import { local } from './networks/local'
import { missingFrom, type NetworkParameters } from './parameters'
import { Pipeline, type Sender } from './pipeline'
import { MOCK_FEE, senderOf } from './sandbox'
import { prepareSystem, type FirstPrices } from './system'
import { verifySystem } from './verify'

const networks = [local, baseSepolia, base]
const noPrices: FirstPrices = { updates: [], fee: 0n }

async function main(): Promise<void> {
  const options = new Command('deploy')
    .addOption(new Option('--network <name>').choices(networks.map(({ name }) => name)).default('local'))
    .option('--dry-run', 'print what would be sent and send nothing', false)
    .parse()
    .opts<{ network: string; dryRun: boolean }>()
  const network = networks.find(({ name }) => name === options.network) ?? local
  const env = readServerEnv()
  const sender = openSender(network, env)
  await requireChain(sender, network)
  if (await alreadyThere(sender, env)) {
    console.log(`Already deployed: ${env.deploymentFile}`)
    return
  }
  const missing = missingFrom(network)
  if (missing.length > 0 && !options.dryRun) {
    throw new Error(`Name ${missing.join(', ')} in scripts/deploy/networks first.`)
  }
  const deployer = sender.account.address
  const pipeline = await Pipeline.start(sender)
  const prices = options.dryRun ? noPrices : await firstPrices(sender, network, env)
  const contracts = prepareSystem(pipeline, network, deployer, prices)
  if (options.dryRun) {
    for (const line of pipeline.plan()) console.log(line)
    if (missing.length > 0) console.log(`Not complete yet: ${missing.join(', ')}.`)
    return
  }
  const fromBlock = Number(await sender.reader.getBlockNumber())
  await pipeline.send(network.sending)
  const deployment = { ...contracts, fromBlock }
  await verifySystem(sender.reader, deployment, network, deployer)
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
  { feeds, pyth }: NetworkParameters,
  { hermesUrl, hermesToken }: ServerEnv,
): Promise<FirstPrices> {
  const access = hermesToken === undefined ? {} : { accessToken: hermesToken }
  const client = new HermesClient(hermesUrl, { timeout: 5000, httpRetries: 3, ...access })
  const ids = feeds.map(({ id }) => id)
  const { binary } = await client.getLatestPriceUpdates(ids, { encoding: 'hex' }).catch((cause: unknown) => {
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
