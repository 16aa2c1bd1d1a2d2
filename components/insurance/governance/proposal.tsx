'use client'

import { useMemo, useState } from 'react'
import { Select } from '@/components/trade/view/controls'
import { valuesInForce } from '@/lib/chain/governance/in-force'
import type { GovernanceState } from '@/lib/chain/governance/state'
import {
  changesOf,
  faultsOf,
  GROUP_LABELS,
  GROUPS,
  parametersOf,
  readValue,
  type GovernedCall,
  type Group,
  type Values,
} from '@/lib/core/governance'
import { walletActions } from '@/lib/query/wallet'
import { useChainNow, type RiskView } from '../use-risk'
import { countdown, marketName, symbolOf } from '../words'
import { EffectTable } from './effect-table'
import { ParameterTable } from './parameter-table'
import type { MyRole } from './role'
import { contentOf, subjectOf } from './words'

interface ProposalProps {
  readonly risk: RiskView
  readonly state: GovernanceState
  readonly role: MyRole
  /** Visitors may try values and see the effect; proposing is the governor's. */
  readonly delay: number
}

/** Choose what to change, see what it does, propose it. */
export function Proposal({ risk, state, role, delay }: ProposalProps) {
  const [group, setGroup] = useState<Group>('riskTerms')
  const [place, setPlace] = useState(0)
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const places = placesOf(risk, group)
  const base = useMemo(() => baseCall(risk, state, group, place), [risk, state, group, place])
  const inForce = useMemo(
    () => (base === undefined ? undefined : valuesInForce(risk.overview, state.volatility, base)),
    [risk.overview, state.volatility, base],
  )
  const draft = useMemo(() => draftOf(group, inForce, texts), [group, inForce, texts])
  // Its effect is worked out anew whenever it is another object.
  const call = useMemo(
    () => (base === undefined || !('values' in base) ? undefined : { ...base, values: draft.values }),
    [base, draft],
  )
  const now = useChainNow(risk.overview)
  if (inForce === undefined || call === undefined) return null
  const faults = { ...draft.faults, ...faultsIn(risk, state, call, inForce, now + delay) }
  const changed = changesOf(call, inForce).length > 0
  const choose = (next: Group) => {
    setGroup(next)
    setPlace(0)
    setTexts({})
  }
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-3">
        <Select
          label="What to change"
          value={group}
          options={GROUPS.map((value) => ({ value, label: GROUP_LABELS[value] }))}
          onChange={choose}
          testId="proposal-group"
        />
        {places.length > 0 && (
          <Select
            label={group === 'market' ? 'Which market' : 'Which underlying'}
            value={place}
            options={places.map((label, value) => ({ value, label }))}
            onChange={(next) => {
              setPlace(next)
              setTexts({})
            }}
            testId="proposal-place"
          />
        )}
      </div>
      <ParameterTable
        group={group}
        inForce={inForce}
        values={draft.values}
        texts={texts}
        faults={faults}
        onChange={(name, text) => setTexts((known) => ({ ...known, [name]: text }))}
      />
      {changed && Object.keys(faults).length === 0 && (
        <div>
          <h3 className="mb-1 text-sm font-semibold">What it does to what is open now</h3>
          <EffectTable risk={risk} state={state} call={call} />
        </div>
      )}
      <Overlap state={state} risk={risk} call={call} />
      <Submit
        {...{ risk, state, role, delay, call }}
        blocked={
          Object.keys(faults).length > 0 ? 'Mend the values marked above' : changed ? undefined : 'Change a value'
        }
      />
    </div>
  )
}

interface SubmitProps extends ProposalProps {
  readonly call: GovernedCall
  readonly blocked: string | undefined
}

function Submit({ risk, state, role, delay, call, blocked }: SubmitProps) {
  if (!role.isGovernor) {
    return (
      <p className="text-muted text-sm" data-testid="proposal-who">
        Anyone may try values here. Proposing is the governor’s{delay > 0 ? `, and waits ${countdown(delay)}` : ''}; see
        who that is under Roles.
      </p>
    )
  }
  const waits = delay > 0
  const label = waits ? `Propose · waits ${countdown(delay)}` : 'Change now · no delay on this network'
  return (
    <button
      type="button"
      className="button button-primary"
      disabled={blocked !== undefined}
      data-testid="proposal-submit"
      onClick={() =>
        walletActions.run({
          kind: 'propose',
          set: risk.index,
          title: `${subjectOf(risk.overview, call)}: ${contentOf(risk.overview, state, call)}`,
          call,
        })
      }
    >
      {blocked ?? label}
    </button>
  )
}

/** A call sets all values of its group, so the later of two that wait undoes the earlier. */
function Overlap({
  risk,
  state,
  call,
}: {
  readonly risk: RiskView
  readonly state: GovernanceState
  readonly call: GovernedCall
}) {
  const subject = subjectOf(risk.overview, call)
  const same = state.operations.filter(
    (each) => each.call !== undefined && subjectOf(risk.overview, each.call) === subject,
  )
  if (same.length === 0) return null
  return (
    <p className="text-warning text-sm">
      Another decision on “{subject}” waits already. Each sets all of these values: the one executed later replaces the
      other whole.
    </p>
  )
}

interface Draft {
  readonly values: Values
  readonly faults: Readonly<Record<string, string>>
}

function draftOf(group: Group, inForce: Values | undefined, texts: Readonly<Record<string, string>>): Draft {
  const values: Record<string, bigint> = { ...inForce }
  const faults: Record<string, string> = {}
  for (const parameter of parametersOf(group)) {
    const text = texts[parameter.name]?.trim() ?? ''
    if (text === '') continue
    const value = readValue(parameter, text)
    if (value === undefined) faults[parameter.name] = 'Enter a plain number such as 12.5.'
    else values[parameter.name] = value
  }
  return { values, faults }
}

function faultsIn(risk: RiskView, state: GovernanceState, call: GovernedCall, inForce: Values, at: number) {
  if (!('values' in call)) return {}
  const curveInUse = call.kind === 'market' && (risk.set.markets[call.market]?.strikes.length ?? 0) > 0
  const { levelsChangeableAt } = state.volatility
  return faultsOf(call.kind, inForce, call.values, { curveInUse, levelsChangeableAt, at })
}

function placesOf({ overview, set }: RiskView, group: Group): readonly string[] {
  if (group === 'market') return set.markets.map(({ config }) => marketName(overview, config))
  if (group === 'grid') return underlyingsOf(set).map((asset) => symbolOf(overview, asset))
  return []
}

/** A call that changes nothing yet. */
function baseCall({ set }: RiskView, state: GovernanceState, group: Group, place: number): GovernedCall | undefined {
  const house = set.clearinghouse
  if (group === 'riskTerms' || group === 'terms') return { kind: group, house, values: {} }
  if (group === 'volatility') return { kind: group, values: state.volatility.values }
  if (group === 'grid') return { kind: group, house, asset: underlyingsOf(set)[place] ?? 0, values: {} }
  const market = set.markets[place]
  if (market === undefined) return undefined
  const { asset, period, listed } = market.config
  return { kind: 'market', house, market: place, asset, period, listed, values: {} }
}

function underlyingsOf({ markets }: RiskView['set']): readonly number[] {
  return [...new Set(markets.map(({ config }) => config.asset))]
}
