'use client'

import { Select } from './controls'
import { MAX_LEGS, strikeOf, strategyOf, type LegDraft } from '../engine/strategies'
import type { Combo } from './use-combo'
import type { Desk } from './use-desk'
import { strikeName } from './words'

const RATIOS = [1, 2, 3, 4, 5]

/** The legs of a combination: what each buys or writes, and at which strike. */
export function LegEditor({ desk, combo }: { readonly desk: Desk; readonly combo: Combo }) {
  const { form, change } = combo
  const { freedom } = strategyOf(form.strategy)
  const replace = (place: number, leg: LegDraft | undefined) =>
    change({ drafts: form.drafts.flatMap((draft, i) => (i !== place ? [draft] : leg === undefined ? [] : [leg])) })
  return (
    <fieldset className="space-y-1">
      <legend className="text-muted mb-0.5 text-xs">Legs</legend>
      <ol className="space-y-1" data-testid="combo-legs">
        {form.drafts.map((draft, i) => (
          <li key={i} className="flex items-center gap-1.5">
            <Leg desk={desk} draft={draft} place={i} free={freedom !== 'strikes'} onChange={(leg) => replace(i, leg)} />
            {freedom === 'all' && (
              <Select
                label={`Times, leg ${i + 1}`}
                hidesLabel
                value={draft.ratio}
                options={RATIOS.map((ratio) => ({ value: ratio, label: `×${ratio}` }))}
                onChange={(ratio) => replace(i, { ...draft, ratio })}
              />
            )}
            {freedom === 'all' && form.drafts.length > 1 && (
              <button
                type="button"
                aria-label={`Remove leg ${i + 1}`}
                className="text-muted px-1 py-1.5"
                onClick={() => replace(i, undefined)}
              >
                ✕
              </button>
            )}
          </li>
        ))}
      </ol>
      {freedom === 'all' && form.drafts.length < MAX_LEGS && (
        <button
          type="button"
          className="text-accent py-0.5 text-sm font-semibold"
          onClick={() => change({ drafts: [...form.drafts, { isPut: true, written: false, ratio: 1, place: 0 }] })}
          data-testid="combo-add-leg"
        >
          Add a leg
        </button>
      )}
    </fieldset>
  )
}

interface LegProps {
  readonly desk: Desk
  readonly draft: LegDraft
  readonly place: number
  readonly free: boolean
  readonly onChange: (leg: LegDraft) => void
}

function Leg({ desk: { strikes, board }, draft, place, free, onChange }: LegProps) {
  const strike = board === undefined ? undefined : strikeOf(draft, strikes, board.spot.value)
  const name = `${draft.written ? 'Write' : 'Buy'} ${draft.isPut ? 'put' : 'call'}`
  return (
    <>
      {free ? (
        <>
          <Select
            label={`Side of leg ${place + 1}`}
            value={draft.written ? 'write' : 'buy'}
            options={[
              { value: 'buy', label: 'Buy' },
              { value: 'write', label: 'Write' },
            ]}
            onChange={(side) => onChange({ ...draft, written: side === 'write' })}
            testId={`leg-side-${place}`}
            hidesLabel
          />
          <Select
            label={`Kind of leg ${place + 1}`}
            value={draft.isPut ? 'put' : 'call'}
            options={[
              { value: 'call', label: 'Call' },
              { value: 'put', label: 'Put' },
            ]}
            onChange={(kind) => onChange({ ...draft, isPut: kind === 'put' })}
            testId={`leg-kind-${place}`}
            hidesLabel
          />
        </>
      ) : (
        <span className="w-24 shrink-0 py-2 text-sm font-semibold">
          {draft.written ? '−' : '+'} {name}
        </span>
      )}
      <Select
        label={`Strike of leg ${place + 1}, ${name.toLowerCase()}`}
        value={strike?.toString() ?? ''}
        options={strikes.map((choice) => ({ value: choice.strike.toString(), label: strikeName(choice.strike) }))}
        onChange={(value) => onChange({ ...draft, strike: BigInt(value) })}
        testId={`leg-strike-${place}`}
        hidesLabel
      />
    </>
  )
}
