import { encodeFunctionData, type Abi } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { volatilityOracleAbi } from '@/contracts-abi/VolatilityOracle'
import type { Address, Deployment } from '@/lib/chain/deployment'
import { traders } from '@/scripts/stack/accounts'
import { planOf, rehearse } from './dryRun'
import { readNetwork } from './networks'
import { riskTerms, termsOf, volatilityTerms } from './parameters'
import { Pipeline } from './pipeline'
import { placeholderPrices, startSandbox, type Sandbox } from './sandbox'
import { prepareSystem } from './system'
import { verifySystem } from './verify'

const network = readNetwork('local')
const stranger = traders[0]?.address ?? '0x'

describe('a deployment', () => {
  let sandbox: Sandbox
  let deployment: Deployment
  let before: `0x${string}`

  beforeAll(async () => {
    sandbox = await startSandbox(network.chainId)
    const { sender } = sandbox
    const pipeline = await Pipeline.start(sender)
    const contracts = prepareSystem(pipeline, network, sender.account.address, placeholderPrices(network.feeds))
    await pipeline.send({ inFlight: 1000, pollMs: 20 })
    deployment = { ...contracts, fromBlock: 0 }
    before = await snapshot()
  }, 60_000)

  beforeEach(async () => {
    await rpc('evm_revert', [before])
    before = await snapshot()
  })

  afterAll(() => sandbox.stop())

  it('is found as configured', async () => {
    const report = await check()
    expect(report.faults).toEqual([])
    expect(report.count).toBeGreaterThan(200)
  })

  it.each([
    ['a fee', 'setTerms', [{ ...termsOf({ demo: true }), baseFee: 9 }], 'baseFee of TSLA is 9, not 8'],
    ['a limit', 'setRiskTerms', [{ ...riskTerms, stressLimit: 9000 }], 'stressLimit of TSLA is 9000, not 6000'],
    [
      'the strikes',
      'setStrikeGrid',
      [0n, { step: 1n, range: 1 }],
      'range of strikes of asset 0 in TSLA is 1, not 2000',
    ],
    ['a pause', 'pauseOpenings', [], 'openings of TSLA paused is true, not false'],
  ])('names %s that was tampered with', async (_, name, args, fault) => {
    await send(deployment.sets[0]?.clearinghouse ?? '0x', clearinghouseAbi, name, args)
    expect((await check()).faults).toContain(fault)
  })

  it('names a market, a volatility term and an asset too many', async () => {
    const house = deployment.sets[1]?.clearinghouse ?? '0x'
    const config = {
      asset: 0,
      period: 604_800,
      depth: 5n,
      kappaGamma: 1,
      kappaDelta: 1,
      shock: 100,
      volatilityShock: 0,
    }
    await send(house, clearinghouseAbi, 'setMarket', [0n, { ...config, depth: 5000n, listed: false }])
    await send(deployment.volatility, volatilityOracleAbi, 'setTerms', [{ ...volatilityTerms, interval: 60 }])
    const { faults } = await check()
    expect(faults).toContain('depth of market 0 of NVDA is 5000, not 1000000')
    expect(faults).toContain('interval of the volatility oracle is 60, not 3600')
  })

  it('names a role that was handed out, and one that was lost', async () => {
    const { address } = sandbox.sender.account
    await send(deployment.manager, accessManagerAbi, 'grantRole', [0n, stranger, 0])
    await send(deployment.manager, accessManagerAbi, 'revokeRole', [1n, address])
    const { faults } = await check()
    expect(faults).toContain(`role 0 of ${stranger} held is true, not false`)
    expect(faults).toContain(`guardian ${address} holds its role is false, not true`)
  })

  it('names a rule of the access manager that was changed, and another delay', async () => {
    const { address } = sandbox.sender.account
    const args = [deployment.oracle, ['0x12345678'], 5n]
    await send(deployment.manager, accessManagerAbi, 'setTargetFunctionRole', args)
    await send(deployment.manager, accessManagerAbi, 'grantRole', [0n, address, 60])
    const { faults } = await check()
    expect(faults).toContain("the access manager's rules were changed (TargetFunctionRoleUpdated)")
    expect(faults).toContain('delay of the governor is 60, not 0')
  })

  it('names other code', async () => {
    await rpc('anvil_setCode', [deployment.lens, '0x6001'])
    const { faults } = await check()
    expect(faults).toEqual([`Lens at ${deployment.lens} is other code, not as committed`])
  })

  it('names a factory that makes trades wait otherwise than configured', async () => {
    const execution = { delay: 5, window: network.execution.window }
    const { faults } = await verifySystem(sandbox.sender.reader, deployment, { ...network, execution })
    expect(faults).toEqual([`delay of execution by the factory is ${network.execution.delay}, not 5`])
  })

  it('names a set that the factory did not make', async () => {
    const [first, ...rest] = deployment.sets
    if (first === undefined) throw new Error('There is no set.')
    const sets = [{ ...first, mainPool: first.insurancePool }, ...rest]
    const { faults } = await verifySystem(sandbox.sender.reader, { ...deployment, sets }, network)
    expect(faults.some((fault) => fault.startsWith('address of mainPool of TSLA is '))).toBe(true)
  })

  const check = () => verifySystem(sandbox.sender.reader, deployment, network)

  const snapshot = async () => (await rpc('evm_snapshot', [])) as `0x${string}`

  function rpc(method: string, params: readonly unknown[]): Promise<unknown> {
    const request = sandbox.sender.reader.request as (call: object) => Promise<unknown>
    return request({ method, params })
  }

  async function send(to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Promise<void> {
    const { wallet, reader, account, chain } = sandbox.sender
    const data = encodeFunctionData({ abi, functionName, args: [...args] })
    const hash = await wallet.sendTransaction({ account, chain, to, data })
    const { status } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 })
    expect(status).toBe('success')
  }
})

describe('a dry run', () => {
  it('of the production network rehearses everything and says what is missing', async () => {
    const rehearsal = await rehearse(readNetwork('base'))
    expect(rehearsal.faults).toEqual([])
    const plan = planOf(rehearsal)
    expect(plan.at(-1)).toBe('Missing before it can be deployed: the stock tokens of base, the governor, the guardian.')
    expect(plan.join('\n')).toContain('every decision visible for 172800 s before it acts')
    for (const { label, gasUsed } of rehearsal.steps) expect(gasUsed, label).toBeLessThan(16_777_216n)
  }, 60_000)
})
