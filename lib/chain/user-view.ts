import { zeroHash, type ContractFunctionParameters, type Hex, type PublicClient } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { lensAbi } from '@/contracts-abi/Lens'
import type { Address } from './deployment'
import { encodeAccount } from './series'
import type { Snapshot, UserView } from './snapshot/types'

/** Chains on which Multicall3 stands at its usual address; elsewhere the question brings its code along. */
const MULTICALL_CHAINS: readonly number[] = [8453, 84_532]
const MULTICALL = '0xcA11bde05977b3631167028862bE2a173976CA11'

/** What the chain says of an owner, open requests included: one call, as of one block. */
export async function readUserView(
  client: PublicClient,
  { chainId, lens, overview }: Pick<Snapshot, 'chainId' | 'lens' | 'overview'>,
  owner: Address,
): Promise<UserView> {
  const user = { address: lens, abi: lensAbi, functionName: 'user', args: [owner, 0n] } as const
  const takesRequests = overview?.execution?.some(({ delay }) => delay > 0n) ?? false
  if (overview === undefined || !takesRequests) return client.readContract(user)
  const asked = overview.sets.map(({ clearinghouse: address }): ContractFunctionParameters => {
    return { address, abi: clearinghouseAbi, functionName: 'requestOf', args: [encodeAccount(owner)] }
  })
  const answers = await client.multicall({
    contracts: [user as ContractFunctionParameters, ...asked],
    allowFailure: false,
    ...(MULTICALL_CHAINS.includes(chainId) ? { multicallAddress: MULTICALL } : { deployless: true }),
  })
  const [view, ...hashes] = answers as [UserView, ...Hex[]]
  return { ...view, requests: hashes.map((hash) => hash !== zeroHash) }
}
