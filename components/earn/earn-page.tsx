'use client'

import { useState } from 'react'
import { SetPicker } from '@/components/pools/set-picker'
import { useSnapshot } from '@/lib/query/market-data'
import { DepositPanel } from './deposit-panel'
import { Exposure } from './exposure'
import { MyPosition } from './my-position'
import { PoolOverview } from './overview'
import { Returns } from './returns'
import { SharePrice } from './share-price'
import { StakingPanel } from './staking-panel'
import { usePoolHistory } from './use-pool-history'
import { usePool, type Pool } from './use-pool'
import { WorstCase } from './worst-case'

/** For liquidity providers: judge a pool, enter and leave it, and follow one's position. */
export function EarnPage() {
  const { overview } = useSnapshot()
  const [chosen, setChosen] = useState(0)
  const pool = usePool(chosen)
  return (
    <div className="py-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-xl font-semibold">Earn</h1>
          <p className="text-muted mt-1 max-w-2xl">
            The main pool of a stock token is the other side of every trade: it earns premiums, funding and fees, and it
            pays what traders win. Depositors share the result in that token, gains and losses.
          </p>
        </div>
        {overview !== undefined && <SetPicker sets={overview.sets} chosen={chosen} onChoose={setChosen} />}
      </div>
      {pool === undefined ? (
        <p className="card text-muted mt-4 p-4" role="status">
          The chain has not been read yet.
        </p>
      ) : (
        <Parts key={pool.set.symbol} pool={pool} />
      )}
    </div>
  )
}

function Parts({ pool }: { readonly pool: Pool }) {
  const history = usePoolHistory(pool.set.symbol, 'day')
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_360px] lg:grid-rows-[auto_1fr]">
      <div className="min-w-0 space-y-4 lg:col-start-1">
        <Returns history={history} symbol={pool.set.symbol} />
        <PoolOverview pool={pool} />
        <MyPosition pool={pool} />
      </div>
      <div className="min-w-0 space-y-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <DepositPanel pool={pool} />
        <StakingPanel index={pool.index} />
      </div>
      <div className="min-w-0 space-y-4 lg:col-start-1">
        <WorstCase pool={pool} />
        <Exposure pool={pool} />
        <SharePrice symbol={pool.set.symbol} />
      </div>
    </div>
  )
}
