import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDeployment } from '@/lib/chain/deployment'
import { readServerEnv } from '@/lib/env/server'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** What is indexed, and where: from the same environment as every other service. */
export const env = readServerEnv()
export const deployment = parseDeployment(
  JSON.parse(readFileSync(resolve(repository, env.deploymentFile), 'utf8')) as unknown,
)
/** Anvil's chain begins anew with every start; nothing of an earlier one may be remembered. */
export const isLocal = deployment.chainId === 31_337
