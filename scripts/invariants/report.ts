// Reads what forge says of a run of the invariants, and what the handler has written down of its actions.

export interface InvariantRun {
  readonly passed: boolean
  readonly calls: number
  /** Calls of the handler that reverted: each one is a failed check, for its calls into the protocol may fail. */
  readonly reverts: number
}

export interface Action {
  readonly name: string
  readonly tried: number
  readonly succeeded: number
}

/** The one invariant's result; `undefined` when forge has reported none, as when the contracts do not compile. */
export function readRun(output: string): InvariantRun | undefined {
  const verdict = /^\[(PASS|FAIL)/m.exec(output)
  const figures = /invariant_\w+\(\) \(runs: \d+, calls: (\d+), reverts: (\d+)\)/.exec(output)
  if (verdict === null || figures === null) return undefined
  return { passed: verdict[1] === 'PASS', calls: Number(figures[1]), reverts: Number(figures[2]) }
}

/** Sums the sequences' lines `name,tried,succeeded;…`, most tried first. */
export function sumActions(text: string): Action[] {
  const sums = new Map<string, Action>()
  for (const entry of text.split(/[\n;]/)) {
    const [name = '', tried, succeeded] = entry.split(',')
    if (name === '') continue
    const sum = sums.get(name) ?? { name, tried: 0, succeeded: 0 }
    sums.set(name, { name, tried: sum.tried + Number(tried), succeeded: sum.succeeded + Number(succeeded) })
  }
  return [...sums.values()].sort((a, b) => b.tried - a.tried)
}
