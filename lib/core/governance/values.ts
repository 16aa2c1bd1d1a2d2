import { divTrunc } from '../fixed-point'
import { parseDecimal, toDecimal } from '../fixed-point/decimal'
import { parametersOf, scaleOf, unitOf, type Bound, type Group, type Parameter, type Values } from './parameters'

/** Reading, writing and judging single values of the catalogue. */

const DECIMALS = 18
const ONE = 10n ** 18n

/** The number as people read it, without its unit; exact unless the unit does not divide it. */
export function showValue(parameter: Parameter, value: bigint): string {
  return toDecimal(divTrunc(value * ONE, scaleOf(parameter)), DECIMALS)
}

/** The same with thousands separators and its unit. */
export function describeValue(parameter: Parameter, value: bigint): string {
  const [whole = '0', fraction] = showValue(parameter, value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${grouped}${fraction === undefined ? '' : `.${fraction.slice(0, 6)}`} ${unitOf(parameter)}`
}

/** What somebody typed, in the contract's unit; undefined when it is no number that the contract can hold. */
export function readValue(parameter: Parameter, text: string): bigint | undefined {
  try {
    const scaled = parseDecimal(text.trim().replaceAll(',', ''), DECIMALS) * scaleOf(parameter)
    return scaled >= 0n && scaled % ONE === 0n ? divTrunc(scaled, ONE) : undefined
  } catch {
    return undefined
  }
}

/** The bounds of a value given its neighbours', some of which bound it. */
export function boundsOf(parameter: Parameter, values: Values): { readonly least: bigint; readonly most: bigint } {
  const resolve = (bound: Bound) => (typeof bound === 'bigint' ? bound : (values[bound] ?? 0n))
  return { least: resolve(parameter.least), most: resolve(parameter.most) }
}

/** A tenth for a curve in use, a fortieth for volatility levels: see docs/parameters.md. */
export interface StepRules {
  /** Whether somebody holds something in the market. */
  readonly curveInUse: boolean
  /** From when floor, cap and markup may change again, seconds since the epoch. */
  readonly levelsChangeableAt: number
  /** When the change would take effect, seconds since the epoch. */
  readonly at: number
}

/** Why the contract would refuse these values, by parameter; empty when it would take them. */
export function faultsOf(
  group: Group,
  before: Values,
  after: Values,
  rules: StepRules,
): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {}
  for (const parameter of parametersOf(group)) {
    const { least, most } = boundsOf(parameter, after)
    const value = after[parameter.name] ?? 0n
    if (value < least || value > most) {
      faults[parameter.name] =
        `Between ${describeValue(parameter, least)} and ${describeValue(parameter, most)}: the contract holds to that.`
    }
  }
  if (group === 'market' && rules.curveInUse) Object.assign(faults, curveFaults(before, after))
  if (group === 'volatility') Object.assign(faults, levelFaults(before, after, rules))
  return faults
}

/** Steepness is kappa over depth; both sides are multiplied by both depths, as the contract does. */
function curveFaults(before: Values, after: Values): Record<string, string> {
  const faults: Record<string, string> = {}
  const [oldDepth, newDepth] = [before.depth ?? 0n, after.depth ?? 0n]
  for (const name of ['kappaGamma', 'kappaDelta']) {
    const old = (before[name] ?? 0n) * newDepth
    const next = (after[name] ?? 0n) * oldDepth
    if (next * 10n >= old * 9n && next * 10n <= old * 11n) continue
    const changed = after[name] === before[name] ? 'depth' : name
    faults[changed] = 'A curve on which positions stand changes by at most a tenth, once in 7 days.'
  }
  return faults
}

function levelFaults(before: Values, after: Values, rules: StepRules): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const name of ['floor', 'cap', 'markup']) {
    const [old, next] = [before[name] ?? 0n, after[name] ?? 0n]
    if (next === old) continue
    if (next * 40n < old * 39n || next * 40n > old * 41n)
      faults[name] = 'Changes by at most a fortieth, once in 7 days.'
    else if (rules.at < rules.levelsChangeableAt) faults[name] = 'Floor, cap and markup have changed within 7 days.'
  }
  return faults
}
