/** The parts of docs/study.md that no run changes. */
export const method = `## Method

- **Protocol.** \`scripts/study/protocol.ts\` is one set in double precision: cost function, fee per leg, staleness-priced conversion, capacity and skew, funding set at touches, insurance share by coverage, volatility oracle, runway, scenario margin, partial liquidation, exhausted closing, LP entry and exit, cover by the insurance pool, settlement. Values come from \`lib/core/pricing/float.ts\`, margin from \`lib/core/risk/float.ts\`; tests hold Λ, stress, skew, marks, margin and the closing fraction against the exact modules. Sums, mark and skew are written out once more in \`scripts/study/book.ts\`, because the float module offers only Λ.
- **Start.** Pool of 1,500,000 USD, insurance of 150,000 USD, four markets (BTC and ETH, 7 and 30 days).
- **Paths.** Hourly; volatility clusters (log-normal, half-life 3 days); jumps: 8 a year common to both assets (−2 % ± 6 %), 6 a year of each (± 4 %), a crash once in ten years (−30 % ± 10 %), 4 earnings a year of the stock (± 8 %); correlation 0.8 between the assets, 0.35 with the stock; drift of each year random. Every jump is instantaneous. The stock's true price moves at all hours, its published one only during sessions of seven hours from Monday to Friday.
- **Crowd.** Every four hours: a buyer with probability 0.5 (60 % calls, held 10 days), a writer with 0.25 (puts, calls, strangles, spreads, at 1.1 to 2.5 times the needed deposit, held 14 days), a follower of momentum with 0.3 after a day's move beyond 4 % (held 2 days). Notional log-normal around 25,000 USD. They take any price: demand does not react to what it costs.
- **Adversaries.** \`foresight\` knows each jump two seconds ahead, buys the deepest option that is listed, as much as capacity allows, and sells right after. \`gradual\` is the same when the jump unfolds over a minute in windows of two seconds. \`sandwich\` deposits as much as the pool owns before a jump from which LPs gain and withdraws after it. \`weekend\` knows the stock's gap an hour before Monday's opening and trades a straddle of 500,000 USD notional when the gap exceeds the spread by 2 %. \`split\` holds a strangle in one account and writes it in another at the least margin, each month. \`foresight\` and \`gradual\` leave alone moves below both fees, but they do not count the conversion spread while the exchange is closed. So \`foresight\` is understated, and \`gradual\` walks into losses that it could see: **its row is no evidence that gradual jumps are safe** (nor is the LP return in it), and it has no figure.
- **Who meets a jump.** With several of the first three at work, a jump goes to one of them at random, never to two.
- **Coarse steps.** Touches and trades every four hours, prices and volatility samples hourly, liquidations every four hours or after an hourly move above 1.5 %. The keeper is far quicker, so bad debt and settlements are overstated here; what the funding rate lags is overstated too.
- **Paths and crowds** do not depend on the parameters' effects; they were chosen before the first run and have not been changed. One rule of the adversaries was changed after a trial run of six years: \`foresight\` and \`gradual\` first also traded moves that fees ate up; they now leave those alone.
- Every year checks that all tokens are accounted for; the unit test asserts it.`

export const limits = `## What follows

- **The defaults do not meet the targets, and no neighbour does**: \`foresight\`, \`sandwich\` and \`weekend\` earn in every row in which they act. Nothing here supports new defaults, so none are proposed.
- Against an instantaneous jump of percents a fee of basis points is no defence: doubling the base fee hardly changes what \`foresight\` takes. What would is a rule: opening in two steps, executed at the first price published after the commitment. Likewise deposits of LPs that take effect only at a later price than the one known when they were made. Neither is built or simulated.
- \`foresight\` alone turns the median LP return negative: that the mixed row is positive rests on jumps being shared with \`sandwich\`, which takes less.
- A higher κ_δ (0.1) or half the depth roughly halves what \`foresight\` takes and raises LP returns, in eight years and against crowds who pay any price: a lead for a longer study with price-sensitive crowds, not a reason to change.
- \`weekend\` earns by construction, as it abstains whenever it foresees a loss; what matters is that it is little.
- Settlement: the target of 1 in 1,000 needs some 3,000 years without an event (95 %). See above for how many were simulated.

## What it does not cover

- Keeper or oracle outages, confidence limits, gas, the bound on an account's positions, dust, governance, corporate actions, a stock that is also an underlying; prices between the hours other than jumps; adversaries who act together, or who manipulate the oracle.
- Rounding and re-entrancy farms: the fuzzer's invariants cover them. A price of up to 60 seconds of age that an adversary picks: here the foreseen window is two seconds.
- The skew check is stricter than the contract's (it refuses what lessens a skew that is too large), and settlement is counted when Λ, not Σ q·V, exceeds what the pools hold: both err to the careful side.
- A trade settles the funding of all the account's positions, the contract only of those traded.
- Few years per neighbour: small differences between rows are noise.`
