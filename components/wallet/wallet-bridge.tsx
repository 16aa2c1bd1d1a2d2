'use client'

import '@rainbow-me/rainbowkit/styles.css'
import { connectorsForWallets, lightTheme, RainbowKitProvider, useConnectModal } from '@rainbow-me/rainbowkit'
import { injectedWallet } from '@rainbow-me/rainbowkit/wallets'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { defineChain, http } from 'viem'
import { createConfig, useAccount, useDisconnect, useSwitchChain, WagmiProvider } from 'wagmi'
import type { Snapshot } from '@/lib/chain/snapshot/types'
import { useSnapshot } from '@/lib/query/market-data'
import { rememberWallet, setWalletActions, useWallet, walletStore } from '@/lib/query/wallet'
import { useFlowRunner } from './use-flow-runner'
import { useUserView } from './use-user-view'

/** Everything that talks to wallets. Loaded when somebody connects; it renders nothing and feeds the stores of lib/query. */
export default function WalletBridge() {
  const { chainId, rpcUrl } = useSnapshot()
  const [{ config, client }] = useState(() => ({ config: makeConfig({ chainId, rpcUrl }), client: new QueryClient() }))
  return (
    <WagmiProvider config={config}>
      <QueryClientProvider client={client}>
        <RainbowKitProvider theme={lightTheme({ accentColor: '#4b45c6', borderRadius: 'small' })}>
          <Bridge />
        </RainbowKitProvider>
      </QueryClientProvider>
    </WagmiProvider>
  )
}

function makeConfig({ chainId, rpcUrl }: Pick<Snapshot, 'chainId' | 'rpcUrl'>) {
  const chain = defineChain({
    id: chainId,
    name: chainId === 8453 ? 'Base' : chainId === 84_532 ? 'Base Sepolia' : 'Undated local',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const connectors = connectorsForWallets([{ groupName: 'Browser wallets', wallets: [injectedWallet] }], {
    appName: 'Undated',
    projectId: 'injected-only',
  })
  // Without `ssr`, wagmi asks every wallet anew whenever this component renders.
  return createConfig({ chains: [chain], connectors, transports: { [chain.id]: http(rpcUrl) }, ssr: true })
}

function Bridge() {
  const { address, status, chainId: walletChain } = useAccount()
  const { chainId } = useSnapshot()
  const { disconnect } = useDisconnect()
  const { switchChain } = useSwitchChain()
  const { run, giveUp, takeOffer } = useFlowRunner()
  useUserView()
  usePicker()

  useEffect(() => {
    setWalletActions({
      disconnect: () => {
        rememberWallet(false)
        disconnect()
      },
      switchChain: () => switchChain({ chainId }),
      run: (request) => void run(request),
      giveUp,
      takeOffer,
    })
    return () => setWalletActions(undefined)
  }, [disconnect, switchChain, chainId, run, giveUp, takeOffer])

  useEffect(() => {
    walletStore.set(({ user, address: before, ...state }) => {
      const shared = { ...state, wrongNetwork: status === 'connected' && walletChain !== chainId }
      if (status !== 'connected') return { ...shared, status: status === 'disconnected' ? status : 'connecting' }
      return { ...shared, status, address, ...(user !== undefined && before === address ? { user } : {}) }
    })
    if (status === 'connected') rememberWallet(true)
  }, [address, status, walletChain, chainId])
  return null
}

/** Opens the picker once after Connect was pressed, as soon as it can. */
function usePicker() {
  const { openConnectModal } = useConnectModal()
  const { picking } = useWallet()
  useEffect(() => {
    if (!picking || openConnectModal === undefined) return
    openConnectModal()
    // From here on the wallet's own state counts: the picker may be closed without a choice.
    walletStore.set((state) => ({
      ...state,
      picking: false,
      status: state.status === 'connecting' ? 'disconnected' : state.status,
    }))
  }, [picking, openConnectModal])
}
