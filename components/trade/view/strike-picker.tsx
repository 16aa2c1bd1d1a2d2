'use client'

import { Select } from './controls'
import type { Desk } from './use-desk'
import { strikeName } from './words'

export const SLIPPAGES = [100, 300, 500, 1000]
const RESERVES = [1, 7, 30]

/** What most need not touch: strike, slippage, and how much funding to pay in ahead. */
export function StrikePicker({ desk: { strikes, strike, form, change } }: { readonly desk: Desk }) {
  const options = strikes.map((choice) => ({
    value: choice.strike.toString(),
    label: `${strikeName(choice.strike)}${choice.active ? ' · in use' : ''}`,
  }))
  return (
    <details className="text-sm" data-testid="ticket-advanced">
      <summary className="text-muted py-0.5">
        Advanced: strike {strike === undefined ? '–' : strikeName(strike)}, slippage {form.slippageBps / 100} %
      </summary>
      <div className="flex gap-2 pt-1">
        <Select
          label="Strike"
          value={strike?.toString() ?? ''}
          options={options}
          onChange={(value) => change({ strike: BigInt(value) })}
          testId="ticket-strike"
        />
        <Select
          label="Slippage"
          value={form.slippageBps}
          options={SLIPPAGES.map((bps) => ({ value: bps, label: `${bps / 100} %` }))}
          onChange={(slippageBps) => change({ slippageBps })}
          testId="ticket-slippage"
        />
        <Select
          label="Funding ahead"
          value={form.reserveDays}
          options={RESERVES.map((days) => ({ value: days, label: days === 1 ? '1 day' : `${days} days` }))}
          onChange={(reserveDays) => change({ reserveDays })}
          testId="ticket-reserve"
        />
      </div>
    </details>
  )
}
