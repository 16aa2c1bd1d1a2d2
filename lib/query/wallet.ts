'use client'

import { useSyncExternalStore } from 'react'
import type { UserView } from '@/lib/chain/snapshot/types'
import type { FlowRequest, FlowState } from '@/lib/flows/requests'
import { createStore } from './store'

/** The wallet as pages see it. The code that talks to wallets is loaded on demand and feeds this store. */
export interface WalletState {
  readonly status: 'disconnected' | 'connecting' | 'connected'
  readonly address?: `0x${string}`
  readonly wrongNetwork: boolean
  /** What the chain says of this account, one read per block. */
  readonly user?: UserView
  /** The bridge is wanted: somebody pressed Connect, or was connected before. */
  readonly wanted: boolean
  /** Open the wallet picker as soon as the bridge is there. */
  readonly picking: boolean
}

/** What the bridge can do once it is loaded. */
export interface WalletActions {
  readonly disconnect: () => void
  readonly switchChain: () => void
  readonly run: (request: FlowRequest) => void
  /** Stops waiting for a wallet that does not answer, or for those who execute a request. */
  readonly giveUp: () => void
  /** Does what the flow offers. */
  readonly takeOffer: () => void
}

const REMEMBERED = 'undated.connected'
const initial: WalletState = { status: 'disconnected', wrongNetwork: false, wanted: false, picking: false }

export const walletStore = createStore<WalletState>(initial)
export const flowStore = createStore<FlowState | undefined>(undefined)
/** Counts own transactions that were mined, so that what they change is read again. */
export const minedStore = createStore(0)
let actions: WalletActions | undefined

export function setWalletActions(next: WalletActions | undefined): void {
  actions = next
}

export function connectWallet(): void {
  walletStore.set((state) => ({ ...state, wanted: true, picking: true, status: 'connecting' }))
}

/** Loads the bridge for somebody who was connected when the page was last left. */
export function resumeWallet(): void {
  if (localStorage.getItem(REMEMBERED) !== null) walletStore.set((state) => ({ ...state, wanted: true }))
}

export function rememberWallet(connected: boolean): void {
  if (connected) localStorage.setItem(REMEMBERED, '1')
  else localStorage.removeItem(REMEMBERED)
}

export const walletActions: WalletActions = {
  disconnect: () => actions?.disconnect(),
  switchChain: () => actions?.switchChain(),
  run: (request) => actions?.run(request),
  giveUp: () => actions?.giveUp(),
  takeOffer: () => actions?.takeOffer(),
}

export function useWallet(): WalletState {
  return useSyncExternalStore(walletStore.subscribe, walletStore.get, () => initial)
}

export function useFlow(): FlowState | undefined {
  return useSyncExternalStore(flowStore.subscribe, flowStore.get, () => undefined)
}

export function useMined(): number {
  return useSyncExternalStore(minedStore.subscribe, minedStore.get, () => 0)
}
