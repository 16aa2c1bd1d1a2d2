import {
  createTestClient,
  createWalletClient,
  decodeFunctionData,
  encodeFunctionData,
  encodeAbiParameters,
  http,
  keccak256,
  numberToHex,
  parseEther,
  publicActions,
  type Address,
  type Hex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { lensAbi } from '@/contracts-abi/Lens'
import { GUARDIAN_ROLE } from '@/lib/chain/governance/calls'
import { decodeSeries, encodeAccount } from '@/lib/chain/series'
import type { Overview, UserSetView } from '@/lib/chain/snapshot/types'
import { deployer } from '@/scripts/stack/accounts'
import { findSet, type Environment } from './environment'

/** One trade of an account as the chain logged it. */
export interface LoggedTrade {
  readonly quantity: bigint
  readonly premium: bigint
  readonly fee: bigint
  readonly isPut: boolean
  readonly strike: bigint
  /** Tokens. */
  readonly cost: bigint
  readonly funding: bigint
}

export interface Chain {
  /** Gives an address ether for gas. */
  giveEther(address: Address): Promise<void>
  /** Sets an address's balance of a demo token, as no faucet would. */
  giveTokens(address: Address, symbol: string, amount: bigint): Promise<void>
  /** Stops openings in a set at once, or lets them go on after the governor's delay. */
  setPaused(symbol: string, paused: boolean): Promise<void>
  /** Gives an account the role that may pause, after the governor's delay. */
  appointGuardian(address: Address): Promise<void>
  /** Stops making blocks, and goes on. */
  holdBlocks(): Promise<void>
  releaseBlocks(): Promise<void>
  overview(): Promise<Overview>
  /** What the chain knows of a user in one set. */
  user(address: Address, symbol: string): Promise<UserSetView>
  /** What the account is worth and needs at the prices on chain, as the contract judges it. */
  health(address: Address, symbol: string): Promise<AccountHealth>
  tokenBalance(address: Address, symbol: string): Promise<bigint>
  trades(address: Address, symbol: string): Promise<readonly LoggedTrade[]>
  /** Tokens that the account has paid to those who executed its requests and orders. */
  rewards(address: Address, symbol: string): Promise<bigint>
  /** The limits that the account's newest trade was asked for with. */
  lastTrade(address: Address, symbol: string): Promise<TradeLimits>
  transactionCount(address: Address): Promise<number>
}

/** USD, WAD. */
export interface AccountHealth {
  readonly equity: bigint
  readonly initialMargin: bigint
}

export interface TradeLimits {
  readonly maxCost: bigint
  readonly deadline: bigint
}

/** Reads the chain directly, so that tests compare the page with the truth. */
export function connectChain({ rpc, deployment }: Environment): Chain {
  const client = createTestClient({ mode: 'anvil', transport: http(rpc) }).extend(publicActions)
  const governor = createWalletClient({ account: privateKeyToAccount(deployer.key), transport: http(rpc) })
  const lens = { address: deployment.lens, abi: lensAbi } as const

  const trades = async (address: Address, symbol: string): Promise<readonly LoggedTrade[]> => {
    const range = { address: findSet(deployment, symbol).clearinghouse, fromBlock: 0n, strict: true } as const
    const args = { account: encodeAccount(address) }
    const event = { abi: clearinghouseAbi, ...range, args }
    const traded = await client.getContractEvents({ ...event, eventName: 'Traded' })
    const settled = await client.getContractEvents({ ...event, eventName: 'Settled' })
    return traded.map((log, i) => {
      const { strike, isPut } = decodeSeries(log.args.series)
      const { quantity, premium, fee } = log.args
      const { cost = 0n, funding = 0n } = settled[i]?.args ?? {}
      return { quantity, premium, fee, isPut, strike, cost, funding }
    })
  }

  const mined = async (hash: Hex): Promise<void> => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`${hash} reverted.`)
  }

  /** Schedules a call, waits as long as every decision must, executes it. */
  const decide = async (target: Address, data: Hex): Promise<void> => {
    const manager = { address: deployment.manager, abi: accessManagerAbi, chain: null } as const
    await mined(await governor.writeContract({ ...manager, functionName: 'schedule', args: [target, data, 0] }))
    const caller = governor.account.address
    const id = await client.readContract({ ...manager, functionName: 'hashOperation', args: [caller, target, data] })
    const readyAt = await client.readContract({ ...manager, functionName: 'getSchedule', args: [id] })
    while ((await client.getBlock()).timestamp < BigInt(readyAt)) await new Promise((next) => setTimeout(next, 300))
    await mined(await governor.writeContract({ ...manager, functionName: 'execute', args: [target, data] }))
  }

  return {
    giveEther: (address) => client.setBalance({ address, value: parseEther('10') }),
    giveTokens: (address, symbol, amount) =>
      client.setStorageAt({
        address: findSet(deployment, symbol).token,
        // OpenZeppelin's ERC20 keeps balances in its first slot.
        index: keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [address, 0n])),
        value: numberToHex(amount, { size: 32 }),
      }),
    setPaused: async (symbol, paused) => {
      const address = findSet(deployment, symbol).clearinghouse
      const house = { address, abi: clearinghouseAbi, chain: null } as const
      if (paused) return mined(await governor.writeContract({ ...house, functionName: 'pauseOpenings' }))
      await decide(address, encodeFunctionData({ abi: clearinghouseAbi, functionName: 'unpauseOpenings' }))
    },
    appointGuardian: (address) => {
      const args = [GUARDIAN_ROLE, address, 0] as const
      return decide(deployment.manager, encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args }))
    },
    holdBlocks: () => client.setIntervalMining({ interval: 0 }),
    releaseBlocks: () => client.setIntervalMining({ interval: 1 }),
    overview: () => client.readContract({ ...lens, functionName: 'overview' }),
    user: async (address, symbol) => {
      const view = await client.readContract({ ...lens, functionName: 'user', args: [address, 0n] })
      const place = deployment.sets.indexOf(findSet(deployment, symbol))
      const set = view.sets[place]
      if (!set) throw new Error(`The lens does not know ${symbol}.`)
      return set
    },
    health: async (address, symbol) => {
      const house = { address: findSet(deployment, symbol).clearinghouse, abi: clearinghouseAbi } as const
      const account = encodeAccount(address)
      const cash = await client.readContract({ ...house, functionName: 'cashOf', args: [account] })
      const call = { ...house, functionName: 'accountHealth', args: [account, cash, false] } as const
      return (await client.simulateContract(call)).result
    },
    tokenBalance: (address, symbol) =>
      client.readContract({
        address: findSet(deployment, symbol).token,
        abi: demoStockTokenAbi,
        functionName: 'balanceOf',
        args: [address],
      }),
    trades,
    rewards: async (address, symbol) => {
      const house = { address: findSet(deployment, symbol).clearinghouse, abi: clearinghouseAbi } as const
      const range = { args: { account: encodeAccount(address) }, fromBlock: 0n, strict: true } as const
      const logs = await client.getContractEvents({ ...house, eventName: 'OrderRewarded', ...range })
      return logs.reduce((sum, { args }) => sum + args.reward, 0n)
    },
    lastTrade: async (address, symbol) => {
      const house = { address: findSet(deployment, symbol).clearinghouse, abi: clearinghouseAbi } as const
      const args = { account: encodeAccount(address) }
      const asked = await client.getContractEvents({ ...house, eventName: 'Requested', args, fromBlock: 0n })
      const { transactionHash } = asked.at(-1) ?? {}
      if (!transactionHash) throw new Error('The account has not asked for a trade.')
      const { input } = await client.getTransaction({ hash: transactionHash })
      return limitsOf(input)
    },
    transactionCount: (address) => client.getTransactionCount({ address }),
  }
}

/** Finds what was asked for in a transaction, also behind a deposit. */
function limitsOf(input: Hex): TradeLimits {
  const { functionName, args } = decodeFunctionData({ abi: clearinghouseAbi, data: input })
  if (functionName === 'request') return { maxCost: args[2], deadline: args[3] }
  const inner = functionName === 'multicall' ? args[0].at(-1) : undefined
  if (inner === undefined) throw new Error(`${functionName} asks for no trade.`)
  return limitsOf(inner)
}
