// Deploys the whole system to one network and reads it back: npm run deploy -- --network local [--dry-run]
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HermesClient } from '@pythnetwork/hermes-client'
import { Command, Option } from 'commander'
import { createPublicClient, createWalletClient, defineChain, http, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { parseDeployment, type Deployment } from '@/lib/chain/deployment'
import { readServerEnv, type ServerEnv } from '@/lib/env/server'
import { base, baseSepolia } from './networks/base'
import { local } from './networks/local'
import type { NetworkParameters } from './parameters'
import { Pipeline, type Sender } from './pipeline'
import { prepareSystem, type FirstPrices } from './system'
import { verifySystem } from './verify'

const networks = [local, baseSepolia, base]
/** Wei per price feed that Pyth and its mock charge at present; what is too much stays with the vendor. */
const FEE_PER_FEED = 1n

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
  const pipeline = await Pipeline.start(sender)
  const contracts = prepareSystem(pipeline, network, sender.account.address, await firstPrices(network, env))
  if (options.dryRun) {
    for (const line of pipeline.plan()) console.log(line)
    return
  }
  const fromBlock = Number(await sender.reader.getBlockNumber())
  await pipeline.send()
  const deployment = { ...contracts, fromBlock }
  await verifySystem(sender.reader, deployment, network)
  save(env.deploymentFile, deployment)
  console.log(`Deployed ${network.name}: ${contracts.sets.length} sets, lens ${contracts.lens}`)
}

function openSender(network: NetworkParameters, env: ServerEnv): Sender {
  const key = process.env.DEPLOYER_PRIVATE_KEY
  if (key === undefined || !/^0x[0-9a-fA-F]{64}$/.test(key)) {
    throw new Error("Set DEPLOYER_PRIVATE_KEY to the deployer's key (0x and 64 hexadecimal digits).")
  }
  const chain = defineChain({
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [env.rpcUrl] } },
  })
  const transport = http(env.rpcUrl)
  return {
    account: privateKeyToAccount(key as Hex),
    chain,
    reader: createPublicClient({ chain, transport }),
    wallet: createWalletClient({ chain, transport }),
  }
}

async function requireChain({ reader }: Sender, network: NetworkParameters): Promise<void> {
  const chainId = await reader.getChainId()
  if (chainId !== network.chainId)
    throw new Error(`The node serves chain ${chainId}, ${network.name} is ${network.chainId}.`)
}

async function alreadyThere({ reader }: Sender, { deploymentFile }: ServerEnv): Promise<boolean> {
  if (!existsSync(deploymentFile)) return false
  const { lens } = parseDeployment(JSON.parse(readFileSync(deploymentFile, 'utf8')))
  return (await reader.getCode({ address: lens })) !== undefined
}

async function firstPrices({ feeds }: NetworkParameters, { hermesUrl }: ServerEnv): Promise<FirstPrices> {
  const client = new HermesClient(hermesUrl, { timeout: 5000, httpRetries: 3 })
  const { binary } = await client.getLatestPriceUpdates(
    feeds.map(({ id }) => id),
    { encoding: 'hex' },
  )
  const updates = binary.data.map((data): Hex => (data.startsWith('0x') ? (data as Hex) : `0x${data}`))
  return { updates, fee: FEE_PER_FEED * BigInt(feeds.length) }
}

/** Written whole or not at all. */
function save(file: string, deployment: Deployment): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.tmp`, `${JSON.stringify(deployment, null, 2)}\n`)
  renameSync(`${file}.tmp`, file)
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const detail = cause instanceof Error ? ` ${cause.message.split('\n', 1)[0] ?? ''}` : ''
  console.error(`deploy: ${message}${detail}`)
  process.exitCode = 1
})
