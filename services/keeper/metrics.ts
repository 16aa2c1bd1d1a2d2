import type { Registry } from 'prom-client'
import { createRegistry, gauge, total, totals } from '../metrics/registry'
import { healthOf } from './health'
import type { KeeperState } from './keeper'

const WEI_PER_ETHER = 1e18

/** The keeper's state as Prometheus reads it; `docs/operations.md` lists the names. */
export function keeperRegistry(state: () => KeeperState): Registry {
  const registry = createRegistry('keeper')
  const health = () => healthOf(state(), Math.floor(Date.now() / 1000))
  const counts = () => state().counts
  const add = (name: string, help: string, read: () => number | null) =>
    gauge(registry, `undated_keeper_${name}`, help, read)
  add('healthy', '1 while blocks are being handled', () => (health().healthy ? 1 : 0))
  add('block_number', 'Last block handled', () => numberOrNull(health().blockNumber))
  add('block_age_seconds', 'Seconds since the time of the last block handled', () => health().blockAge)
  add('accounts_watched', 'Accounts with positions', () => health().accountsWatched)
  add('accounts_unread', 'Accounts still to be read', () => health().accountsUnread)
  add('backlog', 'Transactions for accounts found and not yet sent', () => health().backlog)
  add('requests_open', 'Requests that have not been executed', () => health().requestsOpen)
  const age = 'Seconds since the oldest open request may be executed'
  add('oldest_request_age_seconds', age, () => health().oldestRequestAge)
  add(
    'last_action_age_seconds',
    'Seconds since the last transaction included',
    () => health().lastAction?.secondsAgo ?? null,
  )
  const actions = { name: 'undated_keeper_actions_total', help: 'Transactions included', label: 'kind' }
  totals(registry, actions, () => counts().actions)
  const accounts = { name: 'undated_keeper_accounts_total', help: 'Accounts acted on', label: 'kind' }
  totals(registry, accounts, () => state().done)
  const failures = { name: 'undated_keeper_failures_total', help: 'What went wrong', label: 'kind' }
  totals(registry, failures, () => counts().failures)
  total(registry, 'undated_keeper_gas_total', 'Gas of the transactions included', () => Number(counts().gasUsed))
  const spent = () => Number(counts().spent) / WEI_PER_ETHER
  total(registry, 'undated_keeper_spent_ether_total', 'Paid for gas, in the native currency', spent)
  return registry
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text)
}
