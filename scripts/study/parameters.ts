import { market, periods, riskTerms, terms, volatilityTerms } from '../deploy/parameters'

const BPS = 10_000
const YEAR_HOURS = 8760

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

/** Spreads for old prices at which the weekend's trader is tried alone: to the bound of what can be governed. */
export const weekendSpreads: readonly Partial<StudyParameters>[] = [
  { uncertainty: 1.5 },
  { uncertainty: 3 },
  { uncertainty: 4 },
  { uncertainty: 5 },
]
