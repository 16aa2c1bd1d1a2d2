import { mulDiv, WAD, type Wad } from '@/lib/core/fixed-point'
import { assess, closingFraction, liquidatable, positionMargin, type MarginInputs } from '@/lib/core/risk'
import type { Comparison } from './cases'
import type { Random } from './random'
import { nextStrike, nextVolatility } from './shapes'

/** Random margin accounts: one to eight positions in up to four markets of up to three underlyings, the collateral among them. */

const ASSETS = 3
/** Prices that stay in the domain of the formulas under every shock. */
const PRICES = { min: 10n ** 14n, max: 10n ** 26n } as const
/** Quantity × price (36 decimals) of one position at the utmost. */
const LARGEST_NOTIONAL = 10n ** 51n
const LARGEST_QUANTITY = 2n ** 87n - 1n
const BPS = 10n ** 14n

export function compareAccount(random: Random): Comparison {
  const margin = nextAccount(random)
  const cost = random.magnitude(1n, 10n ** 30n)
  const health = assess(margin)
  const weak = liquidatable(health)
  return {
    input: { margin, cost },
    expected: [
      health.equity,
      health.openingEquity,
      health.initialMargin,
      health.maintenanceMargin,
      health.cashMargin,
      health.worth,
      health.notional,
      health.value,
      positionMargin(health),
      weak ? 1n : 0n,
      weak ? closingFraction(health, margin.terms, cost) : 0n,
    ],
  }
}

/** Half of the accounts are of usual size and near their limits, the others anywhere in the domain. */
function nextAccount(random: Random): MarginInputs {
  const usual = random.unit() < 0.5
  const spots = Array.from({ length: ASSETS }, () => nextSpot(random, usual))
  const markets = Array.from({ length: random.integer(1, 4) }, () => nextMarket(random, spots))
  const positions = Array.from({ length: random.integer(1, 8) }, () => {
    const market = random.integer(0, markets.length - 1)
    return nextPosition(random, market, markets[market]?.spot ?? WAD, usual)
  })
  return {
    cash: usual ? random.magnitude(WAD, 10n ** 24n) : random.magnitude(1n, 10n ** 33n),
    funding: random.signed(usual ? 10n ** 21n : 10n ** 30n),
    collateralAsset: random.integer(0, ASSETS),
    terms: {
      haircut: bps(random, 0, 5000),
      collateralShock: bps(random, 0, 5000),
      writtenMinimum: bps(random, 0, 2000),
      maintenance: bps(random, 5000, 9500),
    },
    markets,
    positions,
  }
}

function nextSpot(random: Random, usual: boolean): Wad {
  return usual ? random.magnitude(WAD, 100_000n * WAD) : random.magnitude(PRICES.min, PRICES.max)
}

function nextMarket(random: Random, spots: readonly Wad[]): MarginInputs['markets'][number] {
  const asset = random.integer(0, ASSETS - 1)
  return {
    asset,
    spot: spots[asset] ?? WAD,
    volatility: nextVolatility(random),
    period: mulDiv(BigInt(random.integer(3600, 31_536_000)), WAD, 31_536_000n),
    shock: bps(random, 100, 9000),
    volatilityShock: bps(random, 0, 20_000),
  }
}

function nextPosition(random: Random, market: number, spot: Wad, usual: boolean): MarginInputs['positions'][number] {
  const notional = usual ? 10n ** 41n : LARGEST_NOTIONAL
  const strike = nextStrike(random, spot)
  const room = mulDiv(notional, 1n, strike > spot ? strike : spot)
  const quantity = random.signed(room < LARGEST_QUANTITY ? room : LARGEST_QUANTITY)
  const fundingRate = random.signed(mulDiv(spot, 100n, 1n))
  return { market, strike, isPut: random.unit() < 0.5, quantity, fundingRate }
}

function bps(random: Random, from: number, to: number): Wad {
  return BigInt(random.integer(from, to)) * BPS
}
