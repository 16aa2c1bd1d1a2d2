import { lensAbi } from '@/contracts-abi/Lens'
import { deployment } from './deployment'
import { node } from './chain'

/** Pyth's ids of the deployment's assets: its contract serves everybody, so only these are asked for. */
export async function feedIds(): Promise<readonly `0x${string}`[]> {
  const { assets } = await node.readContract({ address: deployment.lens, abi: lensAbi, functionName: 'overview' })
  return [...new Set(assets.map(({ feedId }) => feedId))].sort()
}
