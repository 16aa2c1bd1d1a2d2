import { type Page, chromium } from '@playwright/test'
import { chromiumArgs, ensureChromium } from '@/scripts/lib/chromium'
import { note } from './measure'

/** Opens a fresh page, hands it over, and closes the browser whatever happens. */
export async function withPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({ executablePath: ensureChromium(note), args: [...chromiumArgs] })
  try {
    return await use(await browser.newPage())
  } finally {
    await browser.close()
  }
}
