'use client'

import { useId } from 'react'
import {
  boundsOf,
  describeValue,
  parametersOf,
  showValue,
  unitOf,
  type Group,
  type Parameter,
  type Values,
} from '@/lib/core/governance'

interface ParameterTableProps {
  readonly group: Group
  readonly inForce: Values
  /** As they would be after the change. */
  readonly values: Values
  readonly texts: Readonly<Record<string, string>>
  /** By the parameter's name. */
  readonly faults: Readonly<Record<string, string>>
  readonly onChange: (name: string, text: string) => void
}

/** Every value of a group: what it is now, what it may be, and a field for what it shall be. */
export function ParameterTable({ group, inForce, values, texts, faults, onChange }: ParameterTableProps) {
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3" role="group" aria-label="Values">
      {parametersOf(group).map((parameter) => (
        <Field
          key={parameter.name}
          parameter={parameter}
          now={inForce[parameter.name] ?? 0n}
          values={values}
          text={texts[parameter.name] ?? ''}
          fault={faults[parameter.name]}
          onChange={(text) => onChange(parameter.name, text)}
        />
      ))}
    </div>
  )
}

interface FieldProps {
  readonly parameter: Parameter
  readonly now: bigint
  readonly values: Values
  readonly text: string
  readonly fault: string | undefined
  readonly onChange: (text: string) => void
}

function Field({ parameter, now, values, text, fault, onChange }: FieldProps) {
  const id = useId()
  const { least, most } = boundsOf(parameter, values)
  return (
    <div>
      <label htmlFor={id} className="text-sm font-semibold">
        {parameter.label} <span className="text-muted font-normal">({unitOf(parameter)})</span>
      </label>
      <p className="text-muted text-xs">{parameter.explain}</p>
      <input
        id={id}
        className="field figure mt-1"
        inputMode="decimal"
        autoComplete="off"
        placeholder={showValue(parameter, now)}
        value={text}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint`}
        data-testid={`parameter-${parameter.name}`}
      />
      <p id={`${id}-hint`} className={`mt-0.5 text-xs ${fault === undefined ? 'text-muted' : 'text-danger'}`}>
        {fault ??
          `now ${describeValue(parameter, now)}, may be ${showValue(parameter, least)} to ${describeValue(parameter, most)}`}
      </p>
    </div>
  )
}
