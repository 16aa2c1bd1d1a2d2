import { createWalletClient, createPublicClient, http, maxUint256, parseEther, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { demoStockTokenAbi } from '@/contracts-abi/DemoStockToken'
import { pythOracleAbi } from '@/contracts-abi/PythOracle'
import { encodeAccount } from '@/lib/chain/series'
import type { Chain } from './chain'
import { findSet, type Environment } from './environment'

interface SimulatedTrade {
  readonly legs: readonly { readonly series: bigint; readonly quantity: bigint }[]
  readonly updates: readonly Hex[]
}

/** A program's account with margin in one set; for tests that need no page. */
export interface ProgramAccount {
  /** What the contract would charge now, in tokens; throws what it would revert with. */
  simulate(trade: SimulatedTrade): Promise<bigint>
}

/** Takes the faucet and deposits everything. */
export async function openProgramAccount(
  environment: Environment,
  chain: Chain,
  symbol: string,
): Promise<ProgramAccount> {
  const { rpc, deployment } = environment
  const account = privateKeyToAccount(generatePrivateKey())
  const wallet = createWalletClient({ account, transport: http(rpc) })
  const reader = createPublicClient({ transport: http(rpc), pollingInterval: 200 })
  const { token, clearinghouse } = findSet(deployment, symbol)
  const house = { address: clearinghouse, abi: clearinghouseAbi } as const
  const stock = { address: token, abi: demoStockTokenAbi } as const
  const margin = encodeAccount(account.address)
  const mined = async (hash: Hex) => reader.waitForTransactionReceipt({ hash })

  await chain.giveEther(account.address)
  await mined(await wallet.writeContract({ ...stock, functionName: 'claim', chain: null }))
  const approve = { functionName: 'approve', args: [clearinghouse, maxUint256], chain: null } as const
  await mined(await wallet.writeContract({ ...stock, ...approve }))
  const amount = await chain.tokenBalance(account.address, symbol)
  await mined(await wallet.writeContract({ ...house, functionName: 'deposit', args: [margin, amount], chain: null }))

  return {
    simulate: async ({ legs, updates }) => {
      const oracle = { address: deployment.oracle, abi: pythOracleAbi } as const
      const fee = await reader.readContract({ ...oracle, functionName: 'updateFee', args: [updates] })
      const args = [margin, legs, parseEther('1000000'), maxUint256, updates] as const
      const call = { ...house, functionName: 'trade', args, value: fee } as const
      // As the clearinghouse itself, which is how it carries out what was asked for; with ether for the updates.
      const self = { account: clearinghouse, stateOverride: [{ address: clearinghouse, balance: fee }] }
      const { result } = await reader.simulateContract({ ...call, ...self })
      return result
    },
  }
}
