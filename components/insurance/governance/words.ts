import { setOf, valuesInForce } from '@/lib/chain/governance/in-force'
import type { GovernanceState, Operation } from '@/lib/chain/governance/state'
import type { Overview } from '@/lib/chain/snapshot/types'
import {
  changesOf,
  describeChanges,
  describeValue,
  GROUP_LABELS,
  parametersOf,
  type GovernedCall,
} from '@/lib/core/governance'
import { marketName, symbolOf } from '../words'

/** Decisions in words. */

/** What a decision is about: "Risk and margin of dTSLA". */
export function subjectOf(overview: Overview, call: GovernedCall): string {
  if (call.kind === 'guardian') return call.granted ? 'New guardian' : 'Guardian dismissed'
  if (call.kind === 'volatility') return GROUP_LABELS.volatility
  const symbol = setOf(overview, call.house)?.symbol ?? 'an unknown pool'
  if (call.kind === 'unpause') return `Openings in ${symbol}`
  if (call.kind === 'market') return `Market ${marketName(overview, call)} of ${symbol}`
  if (call.kind === 'grid') return `Strikes on ${symbolOf(overview, call.asset)} of ${symbol}`
  return `${GROUP_LABELS[call.kind]} of ${symbol}`
}

/** What it would change now: "Haircut 10 % → 12 %". */
export function contentOf(overview: Overview, state: GovernanceState, call: GovernedCall): string {
  if (call.kind === 'unpause') return 'Openings go on'
  if (call.kind === 'guardian')
    return `${call.account} ${call.granted ? 'may pause openings' : 'may no longer pause openings'}`
  const inForce = valuesInForce(overview, state.volatility, call)
  if (inForce === undefined) return 'Names a market that is not there'
  const changes = changesOf(call, inForce)
  const listing = call.kind === 'market' ? listingChange(overview, call) : undefined
  const words = [...(changes.length > 0 ? [describeChanges(changes)] : []), ...(listing === undefined ? [] : [listing])]
  return words.length === 0 ? 'Changes nothing: these values are in force' : words.join(', ')
}

function listingChange(overview: Overview, call: Extract<GovernedCall, { kind: 'market' }>): string | undefined {
  const listed = setOf(overview, call.house)?.markets[call.market]?.config.listed
  if (listed === undefined || listed === call.listed) return undefined
  return call.listed ? 'listed again' : 'retired: positions can only be closed'
}

/** All values that a call sets, for the record. */
export function valuesInWords(call: GovernedCall): string {
  if (!('values' in call)) return ''
  return parametersOf(call.kind)
    .map((parameter) => `${parameter.label} ${describeValue(parameter, call.values[parameter.name] ?? 0n)}`)
    .join(', ')
}

export function titleOfOperation(overview: Overview, { call, target, data }: Operation): string {
  return call === undefined ? `Call ${data.slice(0, 10)} on ${target}` : subjectOf(overview, call)
}
