import { describe, expect, it } from 'vitest'
import { publicRpcUrl } from './public-rpc'

const rpcUrl = 'https://private.example/key'

describe('the node that browsers are told of', () => {
  it('is the configured one, else the chain’s own', () => {
    expect(publicRpcUrl({ chainId: 8453, rpcUrl, publicRpcUrl: 'https://node.example' })).toBe('https://node.example')
    expect(publicRpcUrl({ chainId: 8453, rpcUrl, publicRpcUrl: undefined })).toBe('https://mainnet.base.org')
  })

  it('is the server’s own on the local chain only', () => {
    expect(publicRpcUrl({ chainId: 31_337, rpcUrl, publicRpcUrl: undefined })).toBe(rpcUrl)
    expect(() => publicRpcUrl({ chainId: 5, rpcUrl, publicRpcUrl: undefined })).toThrow('UNDATED_PUBLIC_RPC_URL')
  })
})
