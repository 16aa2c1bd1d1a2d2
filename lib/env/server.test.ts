import { describe, expect, it } from 'vitest'
import { EnvError, localDefaults, readKeeperEnv, readServerEnv } from './server'

const key = `0x${'1'.repeat(64)}`

describe('readServerEnv', () => {
  it('falls back to the local system, also where a variable is empty', () => {
    expect(readServerEnv({})).toEqual(localDefaults)
    expect(readServerEnv({ UNDATED_RPC_URL: '', UNDATED_CHAIN_ID: '' })).toEqual(localDefaults)
  })

  it('takes what is given', () => {
    const env = readServerEnv({ UNDATED_RPC_URL: 'https://node.example', UNDATED_CHAIN_ID: '8453' })
    expect(env.rpcUrl).toBe('https://node.example')
    expect(env.chainId).toBe(8453)
  })

  it('names every faulty variable at once', () => {
    const faulty = { UNDATED_RPC_URL: 'ws://node', UNDATED_CHAIN_ID: 'base', UNDATED_LOG_LEVEL: 'loud' }
    expect(() => readServerEnv(faulty)).toThrow(EnvError)
    expect(() => readServerEnv(faulty)).toThrow(/UNDATED_RPC_URL.*UNDATED_CHAIN_ID.*UNDATED_LOG_LEVEL/)
  })
})

describe('readKeeperEnv', () => {
  it('demands a key', () => {
    expect(readKeeperEnv({ KEEPER_PRIVATE_KEY: key }).privateKey).toBe(key)
    expect(() => readKeeperEnv({})).toThrow(/KEEPER_PRIVATE_KEY/)
  })

  it('never repeats a malformed key', () => {
    expect(() => readKeeperEnv({ KEEPER_PRIVATE_KEY: 'hunter2' })).toThrow(/^(?!.*hunter2)/)
  })
})
