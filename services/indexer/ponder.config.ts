import { createConfig, factory } from 'ponder'
import { getAbiItem } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { insurancePoolAbi } from '@/contracts-abi/InsurancePool'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { mockPythAbi } from '@/contracts-abi/MockPyth'
import { ordersAbi } from '@/contracts-abi/Orders'
import { priceRouterAbi } from '@/contracts-abi/PriceRouter'
import { registryAbi } from '@/contracts-abi/Registry'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import { feedIds } from './src/feeds'
import { deployment, env, isLocal } from './src/deployment'

const { DATABASE_URL, INDEXER_DATA_DIR } = process.env
const setAdded = getAbiItem({ abi: registryAbi, name: 'SetAdded' })
const common = { chain: 'main', startBlock: deployment.fromBlock } as const

/** The contracts of every set that the registry lists, those of later sets included. */
function listed(parameter: 'token' | 'clearinghouse' | 'mainPool' | 'insurancePool') {
  return factory({ address: deployment.registry, event: setAdded, parameter, startBlock: deployment.fromBlock })
}

export default createConfig({
  database:
    DATABASE_URL === undefined || DATABASE_URL === ''
      ? { kind: 'pglite', directory: INDEXER_DATA_DIR ?? '.undated/indexer' }
      : { kind: 'postgres', connectionString: DATABASE_URL },
  chains: {
    main: { id: deployment.chainId, rpc: env.rpcUrl, pollingInterval: isLocal ? 300 : 1000, disableCache: isLocal },
  },
  contracts: {
    Registry: { ...common, abi: registryAbi, address: deployment.registry },
    AccessManager: { ...common, abi: accessManagerAbi, address: deployment.manager },
    PriceRouter: { ...common, abi: priceRouterAbi, address: deployment.oracle },
    Pyth: {
      ...common,
      abi: mockPythAbi,
      address: deployment.pyth,
      filter: { event: 'PriceFeedUpdate', args: { id: [...(await feedIds())] } },
    },
    VolatilityOracle: {
      ...common,
      abi: volatilityOracleAbi,
      address: deployment.volatility,
      includeTransactionReceipts: true,
    },
    Orders: { ...common, abi: ordersAbi, address: deployment.orders, includeTransactionReceipts: true },
    Clearinghouse: {
      ...common,
      abi: clearinghouseAbi,
      address: listed('clearinghouse'),
      includeTransactionReceipts: true,
    },
    MainPool: { ...common, abi: mainPoolAbi, address: listed('mainPool'), includeTransactionReceipts: true },
    InsurancePool: { ...common, abi: insurancePoolAbi, address: listed('insurancePool') },
    Token: { ...common, abi: demoStockTokenAbi, address: listed('token') },
  },
})
