import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { chromiumArgs, ensureChromium } from '@/scripts/lib/chromium'
import { binary } from '@/scripts/lib/paths'
import { launch, tail } from '@/scripts/lib/processes'
import { type Bench, type Figure, median, note } from './measure'

const runs = 5
const score = z.object({ score: z.number() })
const report = z.object({ categories: z.object({ performance: score, accessibility: score }) })

/** Lighthouse's mobile preset against /trade: the median performance, the lowest accessibility. */
export async function measureLighthouse(bench: Bench): Promise<readonly Figure[]> {
  const stack = await bench.settledStack()
  const results: z.output<typeof report>['categories'][] = []
  for (let i = 1; i <= runs; i++) {
    results.push(await runOnce(`${stack.urls.web}/trade`, join(stack.directory, `lighthouse-${String(i)}.json`)))
    note(`lighthouse ${String(i)}/${String(runs)}: performance ${String(results.at(-1)?.performance.score)}`)
  }
  const performance = median(results.map((result) => result.performance.score))
  const accessibility = Math.min(...results.map((result) => result.accessibility.score))
  return [
    { name: 'lighthouse.trade.performance', value: performance, unit: 'score', limit: '>=0.85' },
    { name: 'lighthouse.trade.accessibility', value: accessibility, unit: 'score', limit: '>=1' },
  ]
}

async function runOnce(url: string, file: string) {
  const args = [
    url,
    '--output=json',
    `--output-path=${file}`,
    '--only-categories=performance,accessibility',
    `--chrome-flags=--headless=new ${chromiumArgs.join(' ')}`,
    '--quiet',
  ]
  const env = { CHROME_PATH: ensureChromium(note) }
  const run = launch({ name: 'lighthouse', command: binary('lighthouse'), args, env, logFile: `${file}.log` })
  if ((await run.exited) !== 0) throw new Error(`Lighthouse failed:\n${tail(run.logFile)}`)
  return report.parse(JSON.parse(readFileSync(file, 'utf8'))).categories
}
