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
    'Whoever knows a price before the oracle reports it can win from the pool.',
    'Trades are executed at the newest reported price, not at a later one. In our own simulation a trader who foresees every jump by two seconds takes so much that the median yearly return of providers turns negative. Fees do not prevent it.',
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
