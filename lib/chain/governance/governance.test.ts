import { describe, expect, it } from 'vitest'
import { encodeAbiParameters, encodeEventTopics, type RpcLog } from 'viem'
import { accessManagerAbi } from '@/contracts-abi/AccessManager'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { GROUPS, parametersOf, type GovernedCall } from '@/lib/core/governance'
import { decodeCall, encodeBoundsCheck, encodeCall, type GovernedContracts } from './calls'
import { auditEventsOf } from './events'
import { decisionsOf, pendingOperations } from './read'

const address = (digit: string) => `0x${digit.repeat(40)}` as const
const house = address('a')
const contracts: GovernedContracts = { manager: address('b'), volatility: address('c'), houses: [house] }

/** Different values everywhere, so that two fields in each other's place are seen. */
const values = Object.fromEntries(
  GROUPS.flatMap((group) => parametersOf(group).map(({ name }) => name)).map((name, i) => [name, BigInt(i + 1)]),
)
const only = (group: (typeof GROUPS)[number]) =>
  Object.fromEntries(parametersOf(group).map(({ name }) => [name, values[name] ?? 0n]))

const calls: readonly GovernedCall[] = [
  { kind: 'riskTerms', house, values: only('riskTerms') },
  { kind: 'terms', house, values: only('terms') },
  { kind: 'market', house, market: 3, asset: 1, period: 604_800, listed: true, values: only('market') },
  { kind: 'grid', house, asset: 1, values: only('grid') },
  { kind: 'volatility', values: only('volatility') },
  { kind: 'unpause', house },
  { kind: 'guardian', account: address('d'), granted: true },
  { kind: 'guardian', account: address('d'), granted: false },
]

describe('decisions as calls', () => {
  it.each(calls.map((call) => [call.kind, call] as const))('%s: encoded and decoded again', (_, call) => {
    const encoded = encodeCall(call, contracts)
    const decoded = decodeCall(encoded, contracts)
    expect({ ...decoded, account: undefined }).toEqual({ ...call, account: undefined })
  })

  it('a call that lacks a value is not made', () => {
    expect(() => encodeCall({ kind: 'riskTerms', house, values: {} }, contracts)).toThrow('lacks')
  })

  it('calls of unknown contracts and functions stay undescribed', () => {
    const { data } = encodeCall(calls[0]!, contracts)
    expect(decodeCall({ target: address('e'), data }, contracts)).toBeUndefined()
    expect(decodeCall({ target: house, data: '0x12345678' }, contracts)).toBeUndefined()
    expect(decodeCall({ target: house, data: '0x' }, contracts)).toBeUndefined()
  })

  it('asks the contract of the bounds about what it knows', () => {
    expect(calls.map((call) => encodeBoundsCheck(call, 5) !== undefined)).toEqual([
      ...[true, true, true, true],
      ...[false, false, false, false],
    ])
  })
})

const caller = address('1')
const { target, data } = encodeCall(calls[0]!, contracts)
const id = (digit: string) => `0x${digit.repeat(64)}` as const

function log(fields: Partial<RpcLog>): RpcLog {
  return {
    address: contracts.manager,
    blockHash: id('0'),
    blockNumber: '0x10',
    logIndex: '0x1',
    transactionHash: id('f'),
    transactionIndex: '0x0',
    removed: false,
    data: '0x',
    topics: [],
    ...fields,
  }
}

function scheduled(operationId: `0x${string}`, nonce: number, readyAt: number): RpcLog {
  const args = { operationId, nonce }
  const topics = encodeEventTopics({ abi: accessManagerAbi, eventName: 'OperationScheduled', args })
  const body = encodeAbiParameters(
    [{ type: 'uint48' }, { type: 'address' }, { type: 'address' }, { type: 'bytes' }],
    [readyAt, caller, target, data],
  )
  return log({ topics: topics as RpcLog['topics'], data: body })
}

function ended(eventName: 'OperationExecuted' | 'OperationCanceled', operationId: `0x${string}`, nonce: number) {
  const topics = encodeEventTopics({ abi: accessManagerAbi, eventName, args: { operationId, nonce } })
  return log({ topics: topics as RpcLog['topics'] })
}

describe('what the logs tell', () => {
  const logs = [
    scheduled(id('1'), 1, 1000),
    scheduled(id('2'), 1, 1100),
    ended('OperationExecuted', id('1'), 1),
    ended('OperationCanceled', id('2'), 1),
    scheduled(id('1'), 2, 1200),
  ]
  const events = auditEventsOf(logs, [1, 2, 3, 4, 5])

  it('who decided what, also where the log does not repeat it', () => {
    expect(events.map(({ kind, time }) => [kind, time])).toEqual([
      ['scheduled', 1],
      ['scheduled', 2],
      ['executed', 3],
      ['cancelled', 4],
      ['scheduled', 5],
    ])
    expect(events[2]?.by?.toLowerCase()).toBe(caller)
    expect(events[2]?.data).toBe(data)
    expect(events[0]?.readyAt).toBe(1000)
  })

  it('what waits still, with its words', () => {
    const pending = pendingOperations(events, contracts, 604_800)
    expect(pending).toHaveLength(1)
    expect(pending[0]).toMatchObject({ id: id('1'), nonce: 2, readyAt: 1200, expiresAt: 1200 + 604_800 })
    expect(pending[0]?.call).toMatchObject({ kind: 'riskTerms', values: only('riskTerms') })
  })

  it('whose doing it is that an executed decision changes something', () => {
    const topics = encodeEventTopics({
      abi: accessManagerAbi,
      eventName: 'RoleRevoked',
      args: { roleId: 1n, account: house },
    })
    const revoked = (transactionHash: `0x${string}`) => log({ topics: topics as RpcLog['topics'], transactionHash })
    const execution = [scheduled(id('1'), 1, 1000), ended('OperationExecuted', id('1'), 1)]
    const told = auditEventsOf([...execution, revoked(id('f')), revoked(id('e'))], [1, 2, 2, 3])
    expect(told.map(({ by }) => by?.toLowerCase() ?? null)).toEqual([caller, caller, caller, null])
    expect(decisionsOf(told, contracts)[id('1')]).toMatchObject({ kind: 'riskTerms', house })
  })

  it('pauses and their end', () => {
    const paused = (value: boolean) =>
      log({
        address: house,
        topics: encodeEventTopics({
          abi: clearinghouseAbi,
          eventName: 'OpeningsPausedSet',
          args: { by: caller },
        }) as RpcLog['topics'],
        data: encodeAbiParameters([{ type: 'bool' }], [value]),
      })
    const [pause, end] = auditEventsOf([paused(true), paused(false)], [7, 8])
    expect([pause?.kind, end?.kind]).toEqual(['paused', 'unpaused'])
    expect(pause?.by?.toLowerCase()).toBe(caller)
    expect(pause?.target).toBe(house)
  })
})
