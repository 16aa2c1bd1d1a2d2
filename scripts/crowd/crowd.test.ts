import { describe, expect, it } from 'vitest'
import { decodeFunctionData } from 'viem'
import { clearinghouseAbi } from '@/contracts-abi/Clearinghouse'
import { mainPoolAbi } from '@/contracts-abi/MainPool'
import { decodeSeries } from '@/lib/chain/series'
import { Random } from '@/scripts/study/random'
import { newDiary, type Entry } from './diary'
import { habits } from './habits'
import type { Move } from './moves'
import { gatherCrowd, type Habit } from './people'
import { markets, type Scene } from './scene'

const people = gatherCrowd(1)
const token = 10n ** 18n
const address = (digit: string): `0x${string}` => `0x${digit.repeat(40)}`
const set = {
  symbol: 'TSLA',
  token: address('1'),
  clearinghouse: address('2'),
  mainPool: address('3'),
  insurancePool: address('4'),
}

function sceneOf(habit: Habit, seed: number, changes: Partial<Scene> = {}): Scene {
  const person = people.find((candidate) => candidate.habit === habit)!
  return {
    time: 1_800_000_000,
    spot: new Map(Object.entries({ BTC: 65_000, ETH: 3500, TSLA: 250 })),
    volatility: new Map(Object.entries({ BTC: 0.55, ETH: 0.66, TSLA: 0.5 })),
    updates: [],
    person,
    set,
    standing: { cash: 80n * token, positions: new Map(), poolShares: 0n, stakeShares: 0n },
    entry: newDiary(1, 0, 1).entries[0]!,
    dice: new Random(seed),
    elapsed: 0,
    faucetAmount: 40n * token,
    delay: 3,
    window: 60,
    ...changes,
  }
}

function legsOf(move: Move) {
  const { functionName, args } = decodeFunctionData({ abi: clearinghouseAbi, data: move.calls[0]!.data })
  if (functionName !== 'trade' && functionName !== 'request') throw new Error(`${functionName} is no trade`)
  return args[1]
}

describe('the simulated crowd', () => {
  it('is the same for the same seed and another for another', () => {
    const addresses = (seed: number) => gatherCrowd(seed).map(({ account }) => account.address)
    expect(addresses(1)).toEqual(addresses(1))
    expect(addresses(2)).not.toEqual(addresses(1))
    expect(new Set(addresses(1)).size).toBe(addresses(1).length)
  })

  it('decides the same on the same dice', () => {
    const act = () => habits.buyer.act(sceneOf('buyer', 7))?.calls
    expect(act()).toEqual(act())
  })

  it('takes the faucet and pays in before it trades', () => {
    const standing = { cash: 0n, positions: new Map(), poolShares: 0n, stakeShares: 0n }
    const scene = sceneOf('writer', 1, { standing })
    const move = habits.writer.act(scene)!
    expect(move.calls.map(({ to }) => to)).toEqual([set.token, set.token, set.clearinghouse])
    const entry: Entry = { ...scene.entry, approved: [] }
    move.note(entry)
    expect(entry).toMatchObject({ faucetReadyAt: scene.time + 86_400, claims: 1, approved: [set.clearinghouse] })
  })

  it.each(['buyer', 'writer', 'combiner', 'gambler'] as const)('trades listed strikes as a %s', (habit) => {
    for (let seed = 0; seed < 50; seed++) {
      const move = habits[habit].act(sceneOf(habit, seed))
      if (move === undefined || move.calls[0]!.to !== set.clearinghouse) continue
      const { functionName } = decodeFunctionData({ abi: clearinghouseAbi, data: move.calls[0]!.data })
      if (functionName !== 'request') continue
      for (const { series, quantity } of legsOf(move)) {
        const { market: number, strike } = decodeSeries(series)
        const { asset, step } = markets[number]!
        const spot = asset === 'BTC' ? 65_000 : 3500
        expect(quantity).not.toBe(0n)
        expect(Math.abs(Number(strike / token) / spot - 1)).toBeLessThan(0.2)
        expect(Number(strike / token) % step).toBe(0)
        if (habit === 'buyer') expect(quantity).toBeGreaterThan(0n)
        if (habit === 'writer' || habit === 'gambler') expect(quantity).toBeLessThan(0n)
      }
    }
  })

  it('closes what is due, as far as it is still there', () => {
    const series = 1n << 49n
    const legs = [{ series: series.toString(), quantity: token.toString() }]
    const entry: Entry = { ...newDiary(1, 0, 1).entries[0]!, holdings: [{ legs, until: 1_799_999_999 }] }
    const cash = 80n * token
    const standing = { cash, positions: new Map([[series, token / 2n]]), poolShares: 0n, stakeShares: 0n }
    const move = habits.buyer.act(sceneOf('buyer', 1, { entry, standing }))!
    expect(legsOf(move)).toEqual([{ series, quantity: -token / 2n }])
    move.note(entry)
    expect(entry.holdings, 'it may be refused').toHaveLength(1)
    move.noteDone(entry)
    expect(entry.holdings).toEqual([])
  })

  it('claims no holding before its request is executed', () => {
    const move = Array.from({ length: 50 }, (_, seed) => habits.buyer.act(sceneOf('buyer', seed))).find(
      (found) => found?.asks,
    )!
    const entry: Entry = newDiary(1, 0, 1).entries[0]!
    move.note(entry)
    expect(entry.holdings).toEqual([])
    move.noteDone(entry)
    expect(entry.holdings).toHaveLength(1)
  })

  it('trades at once, with the prices it has, where nothing waits', () => {
    const acted = (delay: number) => habits.gambler.act(sceneOf('gambler', 3, { delay, updates: ['0x01'] }))!
    expect([acted(0).asks, acted(3).asks]).toEqual([false, true])
    expect([acted(0).calls[0]!.value, acted(3).calls[0]!.value]).toEqual([1n, 0n])
    expect(legsOf(acted(0))).toEqual(legsOf(acted(3)))
  })

  it.each([
    [0, 'deposit', false],
    [3, 'requestDeposit', true],
  ] as const)('pays into the pool with a delay of %i s by %s', (delay, name, asks) => {
    const move = habits.provider.act(sceneOf('provider', 1, { delay }))!
    expect(decodeFunctionData({ abi: mainPoolAbi, data: move.calls.at(-1)!.data }).functionName).toBe(name)
    expect(move.asks).toBe(asks)
  })

  it('leaves the insurance pool only after the cooldown', () => {
    const time = 1_800_000_000
    const standing = { cash: 0n, positions: new Map(), poolShares: 0n, stakeShares: 100n * token }
    const entry: Entry = { ...newDiary(1, 0, 1).entries[0]!, requestedAt: time - 3 * 86_400 }
    expect(habits.staker.act(sceneOf('staker', 1, { entry, standing }))).toBeUndefined()
    const later: Entry = { ...entry, requestedAt: time - 8 * 86_400 }
    expect(habits.staker.act(sceneOf('staker', 1, { entry: later, standing }))?.calls[0]?.to).toBe(set.insurancePool)
  })
})
