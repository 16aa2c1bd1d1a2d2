import { parseEventLogs, type Log, type PublicClient } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { adminRole, guardianRole, type NetworkParameters } from '../parameters'
import type { Report } from './report'

interface Holding {
  readonly role: bigint
  readonly account: Address
}

/** Changes to the manager's own rules. A deployment makes none, and each of them would hand out power. */
const unexpected = [
  'TargetFunctionRoleUpdated',
  'TargetAdminDelayUpdated',
  'TargetClosed',
  'RoleAdminChanged',
  'RoleGuardianChanged',
  'RoleGrantDelayChanged',
] as const

/**
 * Who may do what: exactly the governor with its delay and the guardian hold a role, so nothing is left with the deployer,
 * and every restricted function is the governor's.
 */
export async function verifyRoles(
  reader: PublicClient,
  { manager }: Deployment,
  network: NetworkParameters,
  logs: Log[],
  report: Report,
): Promise<void> {
  const granted = parseEventLogs({ abi: accessManagerAbi, eventName: 'RoleGranted', logs })
  for (const { eventName } of parseEventLogs({ abi: accessManagerAbi, eventName: [...unexpected], logs })) {
    report.reject(`the access manager's rules were changed (${eventName})`)
  }
  const deployer = granted[0]?.args.account
  if (deployer === undefined) {
    report.reject('the access manager has never had an administrator')
    return
  }
  const wanted = [
    { role: adminRole, account: network.governor ?? deployer, delay: network.governorDelay, name: 'governor' },
    { role: guardianRole, account: network.guardian ?? deployer, delay: 0, name: 'guardian' },
  ]
  for (const { role, account, delay, name } of wanted) {
    const [holds, found] = await access(reader, manager, { role, account })
    report.expect(holds, true, `${name} ${account} holds its role`)
    report.expect(found, delay, `delay of the ${name}`)
  }
  const others = distinct(granted.map(({ args }) => ({ role: args.roleId, account: args.account }))).filter(
    ({ role, account }) => !wanted.some((one) => one.role === role && same(one.account, account)),
  )
  for (const holding of others) {
    const [holds] = await access(reader, manager, holding)
    const who = same(holding.account, deployer) ? 'the deployer' : holding.account
    report.expect(holds, false, `role ${holding.role} of ${who} held`)
  }
}

function access(reader: PublicClient, manager: Address, { role, account }: Holding) {
  return reader.readContract({
    address: manager,
    abi: accessManagerAbi,
    functionName: 'hasRole',
    args: [role, account],
  })
}

function distinct(holdings: readonly Holding[]): readonly Holding[] {
  const byKey = new Map(holdings.map((holding) => [`${holding.role} ${holding.account}`, holding]))
  return [...byKey.values()]
}

function same(a: Address, b: Address): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
