import { groupThousands } from '@/lib/core/format'

/** For axes: "$1.2k", "−$45k", "$3,500". */
export function shortDollars(value: number): string {
  const size = Math.abs(value)
  const sign = value < 0 ? '−' : ''
  if (size >= 1e6) return `${sign}$${plain(size / 1e6)}M`
  return size >= 1e4 ? `${sign}$${plain(size / 1e3)}k` : `${sign}$${plain(size)}`
}

/** With at most four digits after the point. */
function plain(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 1e4) / 1e4).split('.')
  return fraction === undefined ? groupThousands(whole) : `${groupThousands(whole)}.${fraction}`
}
