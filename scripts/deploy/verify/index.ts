import type { PublicClient } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import type { NetworkParameters } from '../parameters'
import { verifyCode, verifyLinks, verifySets } from './contracts'
import { verifyParameters } from './parameters'
import { Report } from './report'
import { verifyRoles } from './roles'
import { managerLogs, scheduledDecisions } from './scheduled'

export type { Report } from './report'

/** Reads everything back and compares it with the configuration: code, links, feeds, prices, parameters, registry, roles. */
export async function verifySystem(
  reader: PublicClient,
  deployment: Deployment,
  network: NetworkParameters,
): Promise<Report> {
  const report = new Report()
  report.expect(await reader.getChainId(), network.chainId, 'chain of the node')
  report.expect(deployment.chainId, network.chainId, 'chain of the deployment file')
  report.expect(deployment.demo, network.demo, 'demo')
  await verifyCode(reader, deployment, network, report)
  if (report.faults.length === 0) await verifySets(reader, deployment, network, report)
  // Other code would answer anything, or nothing at all.
  if (report.faults.length > 0) return report
  await verifyLinks(reader, deployment, network, report)
  await verifyParameters(reader, deployment, network, report)
  const logs = await managerLogs(reader, deployment)
  await verifyRoles(reader, deployment, network, logs, report)
  for (const decision of await scheduledDecisions(reader, deployment, logs)) report.note(decision)
  return report
}
