import { type Browser, type Page, chromium } from '@playwright/test'
import { chromiumArgs, ensureChromium } from '@/scripts/lib/chromium'
import { note } from './measure'

/** Starts a browser, hands it over, and closes it whatever happens. */
export async function withBrowser<Result>(use: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({ executablePath: ensureChromium(note), args: [...chromiumArgs] })
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}

/** The same with a fresh page. */
export function withPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
  return withBrowser(async (browser) => use(await browser.newPage()))
}
