// Reads how many tests passed and failed from what the test programs report. A skipped test has proved nothing: it failed.
import { z } from 'zod'

export interface Tally {
  readonly passed: number
  readonly failed: number
}

const forgeReport = z.record(
  z.string(),
  z.object({ test_results: z.record(z.string(), z.object({ status: z.enum(['Success', 'Failure', 'Skipped']) })) }),
)

const vitestReport = z.object({
  numPassedTests: z.number(),
  numTotalTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
})

export interface ForgeTally extends Tally {
  /** Names of the tests that did not pass, without their arguments. */
  readonly failing: readonly string[]
}

/** Counts `forge test --json`; `undefined` if the text holds no report, as when the contracts do not compile. */
export function countForge(text: string): ForgeTally | undefined {
  const report = read(forgeReport, lastJsonLine(text))
  if (report === undefined) return undefined
  const tests = Object.values(report).flatMap((suite) => Object.entries(suite.test_results))
  const failing = tests.filter(([, { status }]) => status !== 'Success').map(([name]) => name.replace(/\(.*$/, ''))
  return { passed: tests.length - failing.length, failed: failing.length, failing }
}

/** Counts vitest's JSON report; a file that could not be loaded counts as one failed test. */
export function countVitest(text: string): Tally | undefined {
  const report = read(vitestReport, text)
  if (report === undefined) return undefined
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests + broken.length }
}

/** Counts Playwright's JSON report; an error outside any test counts as one failed test. */
export function countPlaywright(text: string): Tally | undefined {
  const report = read(playwrightReport, text)
  if (report === undefined) return undefined
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + skipped + report.errors.length }
}

function read<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Standard error shares the log with the report, which is one line. */
function lastJsonLine(text: string): string {
  return text.split('\n').findLast((line) => line.startsWith('{')) ?? ''
}
