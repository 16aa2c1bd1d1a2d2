import { readFigures } from '@/scripts/lib/figures'
import { type Group, note } from './measure'

/** The figures that the last `npm run <name>` recorded. */
export function recorded(name: string): Group {
  return {
    name,
    measure: () => {
      const record = readFigures(name)
      if (record === undefined) throw new Error(`No run of \`npm run ${name}\` is recorded; run it.`)
      note(`${name}: recorded at ${record.takenAt}`)
      return Promise.resolve(record.figures)
    },
  }
}
