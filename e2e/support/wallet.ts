import type { BrowserContext, Page } from '@playwright/test'
import {
  createPublicClient,
  createWalletClient,
  hexToBigInt,
  http,
  numberToHex,
  type Address,
  type Hex,
  type TypedDataDefinition,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'

/** A wallet for tests: signs with a local key, refuses on demand, counts what it is asked. */
export interface TestWallet {
  readonly address: Address
  /** Every request that the page has made, in order. */
  readonly requests: readonly WalletRequest[]
  /** How often a method was asked for. */
  count(method: string): number
  /** Requests that went on to the node. */
  forwarded(): number
  /** Refuses the next request to sign or send, as a user who presses "Reject". */
  refuseNext(): void
  /** The chain that the wallet is on. */
  chainId(): number
  /** Changes the chain in the wallet itself, as its user may at any time. */
  moveTo(page: Page, chainId: number): Promise<void>
  /** Lets requests to sign wait until the returned function is called. */
  holdSigning(): () => void
  /** Changes to another account of the wallet, as its user may at any time. */
  switchAccount(page: Page): Promise<void>
}

export interface WalletRequest {
  readonly method: string
  readonly params?: readonly unknown[]
}

export interface WalletSettings {
  readonly privateKey: Hex
  readonly rpc: string
  /** The chain of the node. */
  readonly chainId: number
  /** The chain that the wallet is on at first. */
  readonly startsOn?: number
}

interface TransactionRequest {
  readonly to?: Address
  readonly data?: Hex
  readonly value?: Hex
  readonly gas?: Hex
  readonly chainId?: Hex
}

interface WalletState {
  account: PrivateKeyAccount
  chain: number
  connected: boolean
  refuse: boolean
  hold: Promise<void> | undefined
  forwarded: number
}

type Answer = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } }
type Handler = (params: readonly unknown[]) => unknown

/** What EIP-1193 wallets answer when the user says no, and when they do not know a chain. */
const userRejected = { code: 4001, message: 'User rejected the request.' }
const signing = new Set(['eth_sendTransaction', 'eth_signTypedData_v4', 'personal_sign'])

export const walletName = 'Test Wallet'

/** Announces the wallet over EIP-6963 on every page of the context. */
export async function installWallet(context: BrowserContext, settings: WalletSettings): Promise<TestWallet> {
  const account = privateKeyToAccount(settings.privateKey)
  const requests: WalletRequest[] = []
  const state: WalletState = {
    account,
    chain: settings.startsOn ?? settings.chainId,
    connected: false,
    refuse: false,
    hold: undefined,
    forwarded: 0,
  }
  const handlers = createHandlers(settings, state)
  const forward = createForward(settings.rpc)

  const answer = async (request: WalletRequest): Promise<Answer> => {
    requests.push(request)
    const { method, params = [] } = request
    if (signing.has(method)) await state.hold
    if (signing.has(method) && state.refuse) {
      state.refuse = false
      return { error: userRejected }
    }
    try {
      const handler = handlers[method]
      if (handler) return { result: await handler(params) }
      state.forwarded += 1
      return await forward(request)
    } catch (error) {
      return { error: { code: -32603, message: String(error) } }
    }
  }

  await context.exposeBinding('undatedTestWallet', (_source, request: WalletRequest) => answer(request))
  await context.addInitScript(announce, { name: walletName })
  return {
    address: account.address,
    requests,
    count: (method) => requests.filter((request) => request.method === method).length,
    forwarded: () => state.forwarded,
    refuseNext: () => (state.refuse = true),
    chainId: () => state.chain,
    moveTo: async (page, chainId) => {
      state.chain = chainId
      await emit(page, 'chainChanged', numberToHex(chainId))
    },
    holdSigning: () => {
      let release = (): void => undefined
      state.hold = new Promise((resolve) => (release = resolve))
      return () => {
        state.hold = undefined
        release()
      }
    },
    switchAccount: (page) => {
      state.account = privateKeyToAccount(generatePrivateKey())
      return emit(page, 'accountsChanged', [state.account.address])
    },
  }
}

function createHandlers({ rpc }: WalletSettings, state: WalletState): Partial<Record<string, Handler>> {
  const wallet = createWalletClient({ transport: http(rpc) })
  const reader = createPublicClient({ transport: http(rpc) })
  const connect = (): readonly Address[] => {
    state.connected = true
    return [state.account.address]
  }
  return {
    eth_chainId: () => numberToHex(state.chain),
    net_version: () => String(state.chain),
    eth_accounts: () => (state.connected ? [state.account.address] : []),
    eth_requestAccounts: connect,
    wallet_requestPermissions: () => {
      connect()
      return [{ parentCapability: 'eth_accounts' }]
    },
    wallet_getPermissions: () => (state.connected ? [{ parentCapability: 'eth_accounts' }] : []),
    wallet_revokePermissions: () => {
      state.connected = false
      return null
    },
    wallet_addEthereumChain: () => null,
    wallet_switchEthereumChain: ([chain]) => {
      state.chain = Number((chain as { readonly chainId: Hex }).chainId)
      return null
    },
    eth_signTypedData_v4: ([, data]) => state.account.signTypedData(JSON.parse(String(data)) as TypedDataDefinition),
    eth_sendTransaction: async ([transaction]) => {
      const { to, data, value, gas, chainId } = transaction as TransactionRequest
      if (chainId !== undefined && Number(chainId) !== state.chain) throw new Error('The wallet is on another chain.')
      const call = { account: state.account, to, data, value: value === undefined ? 0n : hexToBigInt(value) }
      const limit = gas === undefined ? await reader.estimateGas(call) : hexToBigInt(gas)
      return wallet.sendTransaction({ ...call, gas: limit, chain: null })
    },
  }
}

async function emit(page: Page, event: string, payload: unknown): Promise<void> {
  const call = [event, payload] as const
  await page.evaluate(([name, data]) => {
    const { undatedTestWalletEmit } = window as unknown as { undatedTestWalletEmit: (...event: unknown[]) => void }
    undatedTestWalletEmit(name, data)
  }, call)
}

function createForward(rpc: string): (request: WalletRequest) => Promise<Answer> {
  return async ({ method, params = [] }) => {
    const response = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    return (await response.json()) as Answer
  }
}

/** Runs in the page. */
function announce({ name }: { name: string }): void {
  type Listener = (payload: unknown) => void
  const bridge = window as unknown as { undatedTestWallet: (request: unknown) => Promise<Answer> }
  const listeners = new Map<string, Set<Listener>>()
  const emit = (event: string, payload: unknown) => listeners.get(event)?.forEach((listener) => listener(payload))
  const provider = {
    request: async (request: { method: string; params?: [{ chainId?: string }] }) => {
      const answer = await bridge.undatedTestWallet(request)
      if ('error' in answer) throw Object.assign(new Error(answer.error.message), answer.error)
      if (request.method === 'wallet_switchEthereumChain') emit('chainChanged', request.params?.[0].chainId)
      return answer.result
    },
    on: (event: string, listener: Listener) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
      return provider
    },
    removeListener: (event: string, listener: Listener) => {
      listeners.get(event)?.delete(listener)
      return provider
    },
  }
  Object.assign(window, { undatedTestWalletEmit: emit })
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
  const info = { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name, icon, rdns: 'test.undated.wallet' }
  const detail = Object.freeze({ info, provider })
  const say = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  window.addEventListener('eip6963:requestProvider', say)
  say()
}
