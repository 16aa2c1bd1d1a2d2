import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { stateRoot } from './paths'

const figureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  /** Such as `<=200000` or `>=0.85`; `>0` excludes the bound. */
  limit: z.string().regex(/^[<>]=?-?\d+(\.\d+)?$/),
})

const recordSchema = z.object({ takenAt: z.string(), figures: z.array(figureSchema) })

/** One figure with the limit it should keep. */
export type Figure = Readonly<z.infer<typeof figureSchema>>

/** Figures of a run that took too long to repeat for every benchmark. */
export interface RecordedFigures {
  /** When the run ended, ISO 8601. */
  readonly takenAt: string
  readonly figures: readonly Figure[]
}

/** Keeps what a long run has found under `.undated/figures/`, for `npm run bench`. */
export function recordFigures(group: string, figures: readonly Figure[], folder = defaultFolder): void {
  mkdirSync(folder, { recursive: true })
  const file = fileOf(folder, group)
  const record: RecordedFigures = { takenAt: new Date().toISOString(), figures }
  // Renamed into place: a run that is ended half way leaves the record of the one before.
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

/** What the last run recorded; undefined if there is no record. */
export function readFigures(group: string, folder = defaultFolder): RecordedFigures | undefined {
  const text = readIfThere(fileOf(folder, group))
  return text === undefined ? undefined : recordSchema.parse(JSON.parse(text))
}

/** The line that programs print: `name value unit limit`. */
export function formatFigure({ name, value, unit, limit }: Figure): string {
  return `${name} ${formatValue(value)} ${unit} ${limit}`
}

export function keepsLimit({ value, limit }: Figure): boolean {
  const [, sign, bound] = /^([<>]=?)(.+)$/.exec(limit) ?? []
  const number = Number(bound)
  if (sign === '<=') return value <= number
  if (sign === '<') return value < number
  return sign === '>' ? value > number : value >= number
}

const defaultFolder = join(stateRoot, 'figures')

function fileOf(folder: string, group: string): string {
  return join(folder, `${group}.json`)
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole numbers as they are, others to four significant digits at least. */
function formatValue(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(4)))
}
