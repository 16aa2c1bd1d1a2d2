import { test as base } from '@playwright/test'
import { generatePrivateKey } from 'viem/accounts'
import { type Services, connectControl } from '@/scripts/e2e/control'
import type { SystemName } from '@/scripts/e2e/systems'
import { connectChain, type Chain } from './chain'
import { readEnvironment, type Environment } from './environment'
import { connectPrices, type Prices } from './prices'
import { installWallet, type TestWallet } from './wallet'

/** What a project sets. */
export interface ProjectOptions {
  /** The system that its tests run on. */
  readonly system: SystemName
}

interface Fixtures extends ProjectOptions {
  readonly environment: Environment
  readonly chain: Chain
  readonly prices: Prices
  readonly services: Services
  /** A wallet with ether for gas. */
  readonly wallet: TestWallet
  /** The key in the wallet; one that nobody has used unless said otherwise. */
  readonly walletKey: `0x${string}` | undefined
  /** The chain that the wallet is on when the test begins; the node's unless said otherwise. */
  readonly walletStartsOn: number | undefined
}

export const test = base.extend<Fixtures>({
  walletKey: [undefined, { option: true }],
  walletStartsOn: [undefined, { option: true }],
  system: ['trading', { option: true }],
  environment: ({ system }, use) => use(readEnvironment(system)),
  baseURL: ({ environment }, use) => use(environment.web),
  services: ({ environment }, use) => use(connectControl(environment.control)),
  chain: ({ environment }, use) => use(connectChain(environment)),
  prices: ({ environment }, use) => use(connectPrices(environment)),
  wallet: async ({ context, environment, chain, walletKey, walletStartsOn }, use) => {
    const { rpc, deployment } = environment
    const startsOn = walletStartsOn ?? deployment.chainId
    const privateKey = walletKey ?? generatePrivateKey()
    const wallet = await installWallet(context, { privateKey, rpc, chainId: deployment.chainId, startsOn })
    await chain.giveEther(wallet.address)
    await use(wallet)
  },
})

export { expect } from '@playwright/test'
