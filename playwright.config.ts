import { defineConfig } from '@playwright/test'
import { chromiumArgs, findChromium } from './scripts/lib/chromium'

const executablePath = findChromium()

/** Leave everything as it is. */
const looking = ['accessibility', 'anonymous', 'api', 'budgets', 'headers', 'hostile-input'].map(specOf)
/** Stop services or openings, for everybody. */
const disturbing = ['indexer-outage', 'outages', 'portfolio-outage', 'steward'].map(specOf)

function specOf(name: string): string {
  return `**/${name}.spec.ts`
}

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.undated/e2e/results',
  globalSetup: './scripts/e2e/globalSetup.ts',
  // One chain for all: tests that trade or move its prices must not overlap; those that only look run beside them.
  workers: 2,
  projects: [
    { name: 'look', testMatch: looking, workers: 1 },
    { name: 'act', testIgnore: [...looking, ...disturbing], workers: 1 },
    { name: 'disturb', testMatch: disturbing, workers: 1, dependencies: ['look', 'act'] },
  ],
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '.undated/test/e2e.json' }]],
  use: {
    browserName: 'chromium',
    // Set by the global setup, before the test processes read this file.
    baseURL: process.env.UNDATED_E2E_WEB ?? '',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { args: [...chromiumArgs], ...(executablePath === undefined ? {} : { executablePath }) },
  },
})
