import type { Figure } from '@/scripts/lib/figures'

/** How far a figure may move from the committed one without anybody having said so, in percent. */
export const tolerancePercent = 1

/** What `.gas-snapshot` holds: one line `name gas` for each figure. */
export function renderSnapshot(figures: readonly Figure[]): string {
  return figures.map(({ name, value }) => `${name} ${String(value)}\n`).join('')
}

/** Each figure that differs from the snapshot by more than the tolerance, is new, or is gone, in words. */
export function compareSnapshot(snapshot: string, figures: readonly Figure[]): string[] {
  const committed = new Map(snapshot.split('\n').flatMap((line) => entryOf(line)))
  const gone = [...committed.keys()].filter((name) => figures.every((figure) => figure.name !== name))
  return [...figures.flatMap((figure) => differenceOf(figure, committed.get(figure.name))), ...gone.map(missing)]
}

function differenceOf({ name, value }: Figure, committed: number | undefined): string[] {
  if (committed === undefined) return [`${name} is new: ${String(value)}`]
  const percent = ((value - committed) / committed) * 100
  if (Math.abs(percent) <= tolerancePercent) return []
  return [`${name} was ${String(committed)} and is ${String(value)} (${percent > 0 ? '+' : ''}${percent.toFixed(1)} %)`]
}

function missing(name: string): string {
  return `${name} is no longer measured`
}

function entryOf(line: string): (readonly [string, number])[] {
  const [name = '', gas] = line.split(' ')
  return name === '' ? [] : [[name, Number(gas)]]
}
