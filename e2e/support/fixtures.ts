import { test as base } from '@playwright/test'
import { generatePrivateKey } from 'viem/accounts'
import { connectChain, type Chain } from './chain'
import { readEnvironment, type Environment } from './environment'
import { connectPrices, type Prices } from './prices'
import { installWallet, type TestWallet } from './wallet'

interface Fixtures {
  readonly environment: Environment
  readonly chain: Chain
  readonly prices: Prices
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
  environment: ({ baseURL }, use) => use({ ...readEnvironment(), web: baseURL ?? '' }),
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
