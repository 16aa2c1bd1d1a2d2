/** The chains' own public nodes, for wallets when no other is configured. */
const OWN: Readonly<Record<number, string>> = {
  8453: 'https://mainnet.base.org',
  84532: 'https://sepolia.base.org',
}
const LOCAL = 31_337

interface Nodes {
  readonly chainId: number
  /** The server's own node, which may be private: told to browsers only on the local chain. */
  readonly rpcUrl: string
  readonly publicRpcUrl: string | undefined
}

/** The node that browsers read from and wallets are told to add. Throws when the chain has none that we know. */
export function publicRpcUrl({ chainId, rpcUrl, publicRpcUrl: configured }: Nodes): string {
  const url = configured ?? (chainId === LOCAL ? rpcUrl : OWN[chainId])
  if (url === undefined) throw new RangeError(`UNDATED_PUBLIC_RPC_URL is needed for chain ${chainId}.`)
  return url
}
