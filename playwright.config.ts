import { defineConfig } from '@playwright/test'
import type { ProjectOptions } from './e2e/support/fixtures'
import { chromiumArgs, findChromium } from './scripts/lib/chromium'

const executablePath = findChromium()

/** Leave everything as it is. */
const looking = ['accessibility', 'anonymous', 'api', 'budgets', 'headers', 'hostile-input']
/** Stop services or openings, for everybody. */
const disturbing = ['indexer-outage', 'outages', 'portfolio-outage', 'steward']
const apart = [...looking, ...disturbing].map(specOf)

function specOf(name: string): string {
  return `**/${name}.spec.ts`
}

export default defineConfig<ProjectOptions>({
  testDir: 'e2e',
  outputDir: '.undated/e2e/results',
  globalSetup: './scripts/e2e/globalSetup.ts',
  // Two systems, one test at a time on each: no test trades, or moves prices, while another does or where services are stopped.
  workers: 2,
  projects: [
    { name: 'trading', testIgnore: apart, workers: 1, use: { system: 'trading' } },
    { name: 'outages', testMatch: apart, workers: 1, use: { system: 'outages' } },
  ],
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '.undated/test/e2e.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    // Recording costs a quarter of the time: `npx playwright test --trace retain-on-failure` when it is needed.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args: [...chromiumArgs], ...(executablePath === undefined ? {} : { executablePath }) },
  },
})
