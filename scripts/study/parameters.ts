import { market, periods, riskTerms, terms, volatilityTerms } from '../deploy/parameters'
import type { Adversary } from './adversaries'

const BPS = 10_000
export const YEAR_HOURS = 8760

/** What is governed, as plain numbers: fractions, USD, years; hours where said. Mirrors scripts/deploy/parameters.ts. */
export const defaults = {
  kappaGamma: market.kappaGamma / BPS,
  kappaDelta: market.kappaDelta / BPS,
  depth: Number(market.depth),
  shock: market.shock / BPS,
  volatilityShock: market.volatilityShock / BPS,
  baseFee: terms.baseFee / BPS,
  feeCap: terms.feeCapOfPremium / BPS,
  uncertainty: terms.uncertaintyMultiple / BPS,
  /** Years. */
  runway: terms.runway / 3600 / YEAR_HOURS,
  closeReward: terms.closeReward / BPS,
  stressLimit: riskTerms.stressLimit / BPS,
  collateralShock: riskTerms.collateralShock / BPS,
  shareMin: riskTerms.insuranceShareMin / BPS,
  shareMax: riskTerms.insuranceShareMax / BPS,
  targetCoverage: riskTerms.targetCoverage / BPS,
  haircut: riskTerms.haircut / BPS,
  writtenMinimum: riskTerms.writtenMinimum / BPS,
  maintenance: riskTerms.maintenance / BPS,
  penalty: riskTerms.liquidationPenalty / BPS,
  halfLifeHours: volatilityTerms.halfLife / 3600,
  floor: Number(volatilityTerms.floor) / 1e18,
  cap: Number(volatilityTerms.cap) / 1e18,
  maxStep: Number(volatilityTerms.maxStep) / 1e18,
  markup: Number(volatilityTerms.markup) / 1e18,
  /** Above this age of the stock's price nothing is opened; hours. */
  maxAgeCollateralOpen: terms.maxAgeCollateralOpen / 3600,
  /** From a request to the publish time of the price that executes it, as in scripts/deploy/networks. 0: trades at once. */
  delaySeconds: 3,
  /** From asking to close an exhausted account to the publish time of the price that closes it: the delay. 0: closed at once. */
  exhaustedSeconds: 3,
  /** Whether cash that is paid in later saves an account for whose closing was asked. 1: a reference. */
  lateCash: 0,
  /** Of the world, not governed: moves that begin like a gradual jump and go back, for each that goes on. At 29 a move that has
   * gone so far is worth what it may still come to, so nobody gains by following it. */
  falseStarts: 29,
}

export type StudyParameters = typeof defaults

/** Funding periods in years. */
export const studyPeriods = periods.map((seconds) => seconds / 3600 / YEAR_HOURS)

/** One parameter changed at a time. */
export const neighbours: readonly Partial<StudyParameters>[] = [
  { kappaGamma: 1 },
  { kappaGamma: 4 },
  { kappaDelta: 0.025 },
  { kappaDelta: 0.1 },
  { depth: 500_000 },
  { depth: 2_000_000 },
  { baseFee: 0.0004 },
  { baseFee: 0.0016 },
  { feeCap: 0.0625 },
  { feeCap: 0.25 },
  { uncertainty: 1.5 },
  { uncertainty: 3 },
  { markup: 1 },
  { markup: 1.2 },
  { stressLimit: 0.4 },
  { stressLimit: 0.8 },
  { shock: 0.15 },
  { shock: 0.25 },
  { haircut: 0.05 },
  { haircut: 0.2 },
  { penalty: 0.025 },
  { penalty: 0.1 },
  { writtenMinimum: 0.005 },
  { writtenMinimum: 0.02 },
]

/** Changes under which one adversary is tried alone. */
export const aloneWith: readonly { readonly name: Adversary; readonly change: Partial<StudyParameters> }[] = [
  { name: 'foresight', change: { delaySeconds: 0 } },
  { name: 'gradual', change: { delaySeconds: 0 } },
  { name: 'sandwich', change: { delaySeconds: 0 } },
  { name: 'selfLiquidation', change: { delaySeconds: 0, exhaustedSeconds: 0 } },
  { name: 'selfLiquidation', change: { exhaustedSeconds: 0 } },
  { name: 'selfLiquidation', change: { lateCash: 1 } },
  ...[0, 1, 3, 10].map((falseStarts) => ({ name: 'gradual' as const, change: { falseStarts } })),
  ...(['weekend', 'overnight'] as const).flatMap((name) =>
    [60, 64].map((maxAgeCollateralOpen) => ({ name, change: { maxAgeCollateralOpen } })),
  ),
]
