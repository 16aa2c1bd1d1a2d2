import { parametersOf, type Group, type Parameter, type Values } from './parameters'
import { describeValue } from './values'

type Address = `0x${string}`

/** A decision that a role allows, as plain data. Contracts and their encoding are the business of `lib/chain/governance`. */
export type GovernedCall =
  | { readonly kind: 'riskTerms'; readonly house: Address; readonly values: Values }
  | { readonly kind: 'terms'; readonly house: Address; readonly values: Values }
  | {
      readonly kind: 'market'
      readonly house: Address
      readonly market: number
      /** Asset and period never change; the call repeats them. */
      readonly asset: number
      readonly period: number
      readonly listed: boolean
      readonly values: Values
    }
  | { readonly kind: 'grid'; readonly house: Address; readonly asset: number; readonly values: Values }
  | { readonly kind: 'volatility'; readonly values: Values }
  | { readonly kind: 'unpause'; readonly house: Address }
  | { readonly kind: 'guardian'; readonly account: Address; readonly granted: boolean }

/** One value of a call beside what is in force. */
export interface Change {
  readonly parameter: Parameter
  readonly before: bigint
  readonly after: bigint
}

/** The parameters of a call that has some. */
export function groupOf(call: GovernedCall): Group | undefined {
  return 'values' in call ? call.kind : undefined
}

/** What a call changes, given the values in force. */
export function changesOf(call: GovernedCall, inForce: Values): readonly Change[] {
  if (!('values' in call)) return []
  return parametersOf(call.kind).flatMap((parameter) => {
    const before = inForce[parameter.name] ?? 0n
    const after = call.values[parameter.name] ?? before
    return after === before ? [] : [{ parameter, before, after }]
  })
}

/** "Haircut 10 % → 12 %, Maintenance 75 % → 80 %". */
export function describeChanges(changes: readonly Change[]): string {
  return changes
    .map(
      ({ parameter, before, after }) =>
        `${parameter.label} ${describeValue(parameter, before)} → ${describeValue(parameter, after)}`,
    )
    .join(', ')
}
