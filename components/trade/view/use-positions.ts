'use client'

import { useMemo } from 'react'
import { decodeSeries } from '@/lib/chain/series'
import type { UserView } from '@/lib/chain/snapshot/types'
import { basesOf, type TradePageEntry } from '../engine/basis'
import { boardOf, type Board } from '../engine/board'
import { livePosition, type LivePosition } from '../engine/positions'
import type { Desk } from './use-desk'

export interface HeldPosition {
  readonly board: Board
  readonly position: LivePosition
}

/** Every position of the account in every collateral, at its live value. Markets are valued once each per change of price. */
export function usePositions({ snapshot, wallet, now }: Desk, history: TradePageEntry | undefined): HeldPosition[] {
  const { user, status } = wallet
  const markets = useMemo(() => (status === 'connected' ? marketsOf(user) : []), [status, user])
  const boards = useMemo(
    () =>
      new Map(
        markets.map(([setIndex, market]) => [`${setIndex}/${market}`, boardOfMarket(snapshot, setIndex, market)]),
      ),
    [snapshot, markets],
  )
  const sets = snapshot.overview?.sets
  const bases = useMemo(() => sets?.map(({ symbol }) => basesOf(history?.trades ?? [], symbol)), [history, sets])
  if (status !== 'connected' || user === undefined) return []
  return user.sets.flatMap(({ account }, setIndex) =>
    account.positions.flatMap((held) => {
      const board = boards.get(`${setIndex}/${decodeSeries(held.series).market}`)
      const basis = bases?.[setIndex]?.get(held.series.toString())
      const position = board === undefined ? undefined : livePosition(board, held, basis, now)
      return board === undefined || position === undefined ? [] : [{ board, position }]
    }),
  )
}

function marketsOf(user: UserView | undefined): (readonly [setIndex: number, market: number])[] {
  const all = user?.sets.flatMap(({ account }, setIndex) =>
    account.positions.map(({ series }) => [setIndex, decodeSeries(series).market] as const),
  )
  return all ?? []
}

function boardOfMarket(snapshot: Desk['snapshot'], setIndex: number, market: number): Board | undefined {
  const config = snapshot.overview?.sets[setIndex]?.markets[market]?.config
  if (config === undefined) return undefined
  const board = boardOf(snapshot, { setIndex, asset: config.asset, period: config.period })
  return typeof board === 'string' ? undefined : board
}
