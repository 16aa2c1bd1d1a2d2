import type { Metadata } from 'next'

export const metadata: Metadata = { title: 'Risks' }

const RISKS = [
  [
    'You can lose all that you pay.',
    'A bought option can lose its whole premium, and funding is charged for as long as you hold it.',
  ],
  [
    'When your margin no longer pays the funding, the position is closed.',
    'Anyone may close it then, at the price of that moment, for a small reward. You never owe more than your margin.',
  ],
  [
    'Your margin is a stock token.',
    'Its price in dollars moves with the stock, also while you hold options on something else.',
  ],
  [
    'Providers are the other side of every trade.',
    'The main pool gains what traders lose and loses what they gain. Withdrawals wait while the pool must back open positions.',
  ],
  [
    'You trade at a price that nobody knows yet.',
    'What you sign is a request; so is entering or leaving a pool while positions are open. Anyone executes it at the next price, published at least three seconds later, for 0.10 USD of yours. Beyond your limit it is refused, which costs the 0.10 USD all the same. It cannot be taken back meanwhile; if nobody executes it within a minute it lapses and costs nothing. So whoever sees a price up to three seconds before the oracle reports it gains nothing by that; whoever sees it longer before still can win from the pool.',
  ],
  [
    'Stakers of the insurance pool pay first when the main pool cannot.',
    'A withdrawal takes seven days and bears losses meanwhile.',
  ],
  [
    'Prices come from an oracle, rules from contracts.',
    'Either can fail. Prices that are too old or too uncertain stop openings; closing goes on while a price is within its limit.',
  ],
] as const

export default function RiskPage() {
  return (
    <article className="mx-auto mt-6 max-w-2xl">
      <h1 className="text-xl font-semibold">Risks in plain words</h1>
      <dl className="mt-4 space-y-4">
        {RISKS.map(([title, text]) => (
          <div key={title}>
            <dt className="font-semibold">{title}</dt>
            <dd className="text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </article>
  )
}
