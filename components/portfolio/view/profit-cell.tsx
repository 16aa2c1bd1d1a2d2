import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { formatUsd } from '@/lib/core/format'

/** A gain or loss: sign, arrow and colour say the same. */
export function ProfitCell({ value, testId }: { readonly value: bigint | undefined; readonly testId?: string }) {
  if (value === undefined) return <span className="text-muted">–</span>
  const tone = value === 0n ? '' : value < 0n ? 'text-short' : 'text-long'
  return (
    <span
      className={tone}
      title={`${toDecimal(value)} USD`}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      {value === 0n ? '' : value < 0n ? '▼ ' : '▲ '}
      {formatUsd(value, { signed: true })}
    </span>
  )
}

export function DollarCell({ value }: { readonly value: bigint | undefined }) {
  return value === undefined ? (
    <span className="text-muted">–</span>
  ) : (
    <span title={`${toDecimal(value)} USD`}>{formatUsd(value)}</span>
  )
}
