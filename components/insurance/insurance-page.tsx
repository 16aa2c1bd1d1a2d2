'use client'

import { useMemo, useState } from 'react'
import { StakingPanel } from '@/components/earn/staking-panel'
import { SetPicker } from '@/components/pools/set-picker'
import { useGovernance } from '@/lib/query/governance'
import { useSnapshot } from '@/lib/query/market-data'
import { Governance } from './governance/governance'
import { Openings } from './governance/openings'
import { useMyRole } from './governance/role'
import { Panel } from './parts'
import { Capacity } from './risk/capacity-panel'
import { Concentration } from './risk/concentration'
import { Coverage } from './risk/coverage'
import { failurePoints } from './risk/failures'
import { FirstFailure } from './risk/first-failure'
import { Keepers } from './risk/keepers'
import { BadDebts, Conservation } from './risk/ledger'
import { Oracles } from './risk/oracles'
import { Stress } from './risk/stress'
import { Verdict } from './risk/verdict'
import { Waterfall } from './risk/waterfall'
import { useRisk, type RiskView } from './use-risk'

const PARTS = [
  ['#coverage', 'Coverage'],
  ['#stress', 'Stress'],
  ['#failure', 'Fails first'],
  ['#capacity', 'Capacity'],
  ['#oracles', 'Oracles'],
  ['#keepers', 'Keepers'],
  ['#bad-debt', 'Ledger'],
  ['#governance', 'Governance'],
  ['#audit', 'Audit log'],
] as const

/** Whether the insurance pool can bear what may come, and what those with a role may do about it. */
export function InsurancePage() {
  const { overview } = useSnapshot()
  const [chosen, setChosen] = useState(0)
  return (
    <div className="py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div>
          <h1 className="text-xl font-semibold">Insurance</h1>
          <p className="text-muted mt-1 max-w-2xl">
            The insurance pool pays when an account or the main pool cannot. It receives a share of fees, spreads and
            funding, the larger the less it covers.
          </p>
        </div>
        {overview !== undefined && <SetPicker sets={overview.sets} chosen={chosen} onChoose={setChosen} />}
      </div>
      {overview?.sets[chosen] === undefined ? (
        <p className="card text-muted mt-4 p-4">The chain has not been read yet.</p>
      ) : (
        <Body key={chosen} index={chosen} />
      )}
    </div>
  )
}

function Body({ index }: { readonly index: number }) {
  const risk = useRisk(index)
  const points = useMemo(() => pointsOf(risk), [risk])
  if (risk === undefined) return null
  return (
    <div className="mt-4 space-y-4">
      <Verdict risk={risk} points={points} />
      <nav aria-label="Parts of this page" className="text-muted flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {PARTS.map(([href, name]) => (
          <a key={href} href={href} className="underline decoration-dotted underline-offset-2">
            {name}
          </a>
        ))}
      </nav>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
        <div className="min-w-0 space-y-4">
          <Coverage risk={risk} />
          <Waterfall risk={risk} />
        </div>
        <Side risk={risk} />
      </div>
      <Stress risk={risk} />
      <FirstFailure risk={risk} points={points} />
      <Capacity risk={risk} />
      <Concentration risk={risk} />
      <Oracles risk={risk} />
      <Keepers risk={risk} />
      <div className="grid gap-4 lg:grid-cols-2">
        <BadDebts risk={risk} />
        <Conservation risk={risk} />
      </div>
      <GovernanceOf risk={risk} />
    </div>
  )
}

/** What one can do: pause, or stake. */
function Side({ risk }: { readonly risk: RiskView }) {
  const { state } = useGovernance()
  const role = useMyRole(state)
  return (
    <div className="min-w-0 space-y-4">
      <Panel title="Openings">
        <Openings risk={risk} state={state} role={role} />
      </Panel>
      <StakingPanel index={risk.index} />
    </div>
  )
}

function GovernanceOf({ risk }: { readonly risk: RiskView }) {
  return <Governance risk={risk} governance={useGovernance()} />
}

function pointsOf(risk: RiskView | undefined) {
  if (risk?.test === undefined) return undefined
  return failurePoints(risk.test, risk.overview, risk.set, (asset) => risk.priceOf(asset)?.value)
}
