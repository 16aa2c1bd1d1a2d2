'use client'

import { formatDuration, formatPercent, formatUsd } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { Figure } from './controls'
import type { Desk } from './use-desk'
import { dollars, costOf } from './words'

const NONE = '–'

/** Figures in two groups: what happens now, and what follows. */
export function TicketFigures({ desk: { ticket, board } }: { readonly desk: Desk }) {
  const set = board?.set
  const waits = board !== undefined && board.execution.delay > 0n
  const shown = ticket !== undefined && set !== undefined ? { ticket, set } : undefined
  const usd = (value: bigint | undefined) => (value === undefined ? NONE : formatUsd(value))
  const exact = shown && `${toDecimal(shown.ticket.paidTokens, shown.set.decimals)} ${shown.set.symbol}`
  return (
    <div className="border-line divide-line divide-y border-y">
      <dl className="py-0.5" aria-label="Now">
        <Figure
          label={waits ? 'Paid, about' : 'Paid now'}
          testId="ticket-paid-now"
          {...(exact === undefined ? {} : { title: exact })}
        >
          {shown ? `${costOf(shown.set, shown.ticket.paidTokens)} · ${usd(shown.ticket.paidUsd)}` : NONE}
        </Figure>
        <Figure label="Premium" explain="The price of the option, which the pool receives">
          {usd(ticket?.quote.premium)}
        </Figure>
        <Figure label="Fee" explain="Grows with the age of the prices used">
          {usd(ticket?.quote.fee)}
        </Figure>
        <Figure label="Price impact" explain="What your size adds to the premium; part of it" testId="ticket-impact">
          {ticket ? `${usd(ticket.quote.impact)} · ${formatPercent(ticket.impactFraction)}` : NONE}
        </Figure>
      </dl>
      <dl className="py-0.5" aria-label="Then">
        <Figure label="Cost per day" explain="Funding at today’s rate, taken from your margin" testId="ticket-cost-day">
          {shown ? `${costOf(shown.set, shown.ticket.costPerDayTokens)} · ${usd(ticket?.costPerDayUsd)}` : NONE}
        </Figure>
        <Figure
          label="Margin lasts"
          explain="How long the margin left pays the funding at today’s rates"
          testId="ticket-runway"
        >
          {runwayWords(ticket)}
        </Figure>
        <Figure
          label="Break-even"
          explain="The price at which closing brings back what you pay, if it moved there at once"
          testId="ticket-breakeven"
        >
          {ticket?.breakEven === undefined ? NONE : dollars(ticket.breakEven)}
        </Figure>
        <Figure
          label="Most you can lose"
          explain="What you pay now and the whole margin left for funding"
          testId="ticket-max-loss"
        >
          {shown ? `${costOf(shown.set, shown.ticket.maxLossTokens)} · ${usd(ticket?.maxLossUsd)}` : NONE}
        </Figure>
      </dl>
    </div>
  )
}

function runwayWords(ticket: { readonly runwaySeconds: number | undefined } | undefined): string {
  if (ticket === undefined) return NONE
  return ticket.runwaySeconds === undefined ? 'no funding' : formatDuration(ticket.runwaySeconds)
}
