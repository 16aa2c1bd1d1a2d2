import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '@/scripts/lib/paths'
import { traders } from '@/scripts/stack/accounts'

/** A page of the web application. */
export interface Route {
  /** As figures call it: "trade", "portfolio.owner". */
  readonly name: string
  readonly path: string
  /** JavaScript that a first visit may load, gzip, thousands of bytes. */
  readonly budgetKb: number
}

const BUDGET_KB = 350
/** Budgets of their own. */
const budgets: Readonly<Record<string, number>> = { trade: 320 }

/** Every page, found in the folders of the application, so that a new one is measured without being named; `/` only redirects. */
export function listRoutes(): readonly Route[] {
  const files = readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' })
  const folders = files.filter((file) => /(^|\/)page\.tsx$/.test(file)).map(dirname)
  return folders
    .filter((folder) => folder !== '.')
    .sort()
    .map((folder) => {
      const parts = folder.split('/').filter((part) => !part.startsWith('('))
      const name = parts.map((part) => part.replace(/\W/g, '')).join('.')
      return { name, path: `/${parts.map(example).join('/')}`, budgetKb: budgets[name] ?? BUDGET_KB }
    })
}

/** Where a page speaks of an account, a test account's. */
function example(part: string): string {
  return part.startsWith('[') ? (traders[0]?.address ?? '') : part
}
