import { max } from '@/lib/core/fixed-point'

export function maxOf(values: readonly bigint[]): bigint {
  return values.reduce(max, 0n)
}
