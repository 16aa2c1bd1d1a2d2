'use client'

import { useMemo, useState } from 'react'
import { momentName } from '@/components/charts/time-axis'
import type { GovernedCall } from '@/lib/core/governance'
import type { GovernanceState } from '@/lib/chain/governance/state'
import type { Overview } from '@/lib/chain/snapshot/types'
import type { AuditEvent } from '@/lib/core/history/types'
import { useHistory } from '@/lib/query/history'
import { Address, DataTable } from '../parts'
import type { RiskView } from '../use-risk'
import { contentOf, subjectOf, valuesInWords } from './words'

interface AuditPage {
  readonly events: readonly AuditEvent[]
  readonly next: string | null
}

const KIND_WORDS: Readonly<Record<AuditEvent['kind'], string>> = {
  scheduled: 'proposed',
  executed: 'executed',
  cancelled: 'cancelled',
  roleGranted: 'role given',
  roleRevoked: 'role taken',
  paused: 'openings paused',
  unpaused: 'openings go on',
  parameters: 'parameters set',
  market: 'market set',
  grid: 'strikes set',
  feed: 'feed or asset added',
  split: 'split',
  set: 'set created',
}

/** What people with a role did: from the index, and what is newer than it from the chain's own log. */
export function AuditLog({ risk, state }: { readonly risk: RiskView; readonly state: GovernanceState }) {
  const [cursor, setCursor] = useState<string>()
  const path = cursor === undefined ? '/api/v1/history/audit' : `/api/v1/history/audit?cursor=${cursor}`
  const { status, history } = useHistory<AuditPage>(path)
  const page = history?.data
  const events = useMemo(
    () => merged(page?.events ?? [], cursor === undefined ? state.events : []),
    [page, cursor, state.events],
  )
  return (
    <div className="space-y-2">
      <p className="text-muted text-xs" aria-live="polite">
        {sourceWords(status, history !== undefined, state.complete)}
      </p>
      <DataTable
        caption="Audit log"
        testId="audit-log"
        maxHeight={420}
        keyOf={({ transaction, logIndex }) => `${transaction}${logIndex}`}
        rows={events}
        empty="Nothing was decided yet."
        columns={[
          { name: 'When', isText: true, cell: ({ time }) => momentName(time) },
          { name: 'What', isText: true, cell: ({ kind }) => KIND_WORDS[kind] },
          { name: 'On', isText: true, cell: ({ target }) => contractName(risk.overview, state, target) },
          { name: 'By', isText: true, cell: ({ by }) => (by === null ? '–' : <Address value={by} />) },
          {
            name: 'Details',
            isText: true,
            isLong: true,
            cell: (event) => <Details event={event} risk={risk} state={state} />,
          },
          { name: 'Block', cell: ({ block, transaction }) => <span title={transaction}>{block.toString()}</span> },
        ]}
      />
      {(cursor !== undefined || (page?.next ?? null) !== null) && (
        <div className="flex gap-3 text-xs">
          {cursor !== undefined && (
            <button type="button" className="underline" onClick={() => setCursor(undefined)}>
              Newest
            </button>
          )}
          {typeof page?.next === 'string' && (
            <button type="button" className="underline" onClick={() => setCursor(page.next ?? undefined)}>
              Older
            </button>
          )}
        </div>
      )}
    </div>
  )
}

function sourceWords(status: string, known: boolean, complete: boolean): string {
  if (status === 'unavailable' && !known) {
    return complete
      ? 'The index does not answer; this is the newest part of the chain’s own log.'
      : 'The index does not answer, and the chain’s own log is still being read.'
  }
  return known ? 'From the index, with what is newer from the chain.' : 'The index is being asked.'
}

/** Newest first; what both know is told once, as the index has it: it knows who did it. */
function merged(indexed: readonly AuditEvent[], live: readonly AuditEvent[]): readonly AuditEvent[] {
  const known = new Map([...live, ...indexed].map((event) => [`${event.transaction}@${event.logIndex}`, event]))
  return [...known.values()].sort((a, b) => (a.block === b.block ? b.logIndex - a.logIndex : Number(b.block - a.block)))
}

function contractName(overview: Overview, { manager }: GovernanceState, target: string | null): string {
  if (target === null) return '–'
  const same = (other: string) => other.toLowerCase() === target.toLowerCase()
  if (same(manager)) return 'roles'
  const set = overview.sets.find(({ clearinghouse }) => same(clearinghouse))
  return set === undefined ? 'oracles, registry' : set.symbol
}

interface DetailsProps {
  readonly event: AuditEvent
  readonly risk: RiskView
  readonly state: GovernanceState
}

function wordsOf({ overview }: RiskView, state: GovernanceState, call: GovernedCall): string {
  const values = valuesInWords(call)
  return values === '' ? contentOf(overview, state, call) : values
}

function Folded({ short, whole }: { readonly short: string; readonly whole: string }) {
  return (
    <details className="max-w-md">
      <summary className="truncate">{short}</summary>
      <span className="text-muted text-xs break-words">{whole}</span>
    </details>
  )
}

/** The event's arguments; identifiers of the access manager tell people nothing. */
function Details({ event, risk, state }: DetailsProps) {
  const { details, operation } = event
  const call = operation === null ? undefined : state.decisions[operation]
  if (call !== undefined) return <Folded short={subjectOf(risk.overview, call)} whole={wordsOf(risk, state, call)} />
  const hidden = new Set(['event', 'operationId', 'nonce', 'data', 'caller', 'target', 'by', 'paused', 'schedule'])
  const words = Object.entries(details)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
  if (words === '')
    return <span className="text-muted">{operation === null ? '–' : `operation ${operation.slice(0, 10)}…`}</span>
  return <Folded short={words.length > 48 ? `${words.slice(0, 48)}…` : words} whole={words} />
}
