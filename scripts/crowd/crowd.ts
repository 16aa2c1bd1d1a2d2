import type { PublicClient } from 'viem'
import type { Deployment } from '@/lib/chain/deployment'
import { Random } from '@/scripts/study/random'
import { newDiary, type Diary, type Entry } from './diary'
import { habits } from './habits'
import type { Move } from './moves'
import { gatherCrowd, type Person } from './people'
import type { Quotes, SetTerms } from './scene'
import { readSetTerms, readStanding, setOf } from './standings'

export interface PlannedMove {
  readonly person: Person
  readonly move: Move
}

/** The simulated people, what they remember, and what they decide. The same seed and chain give the same decisions. */
export class Crowd {
  readonly people: readonly Person[]
  private setTerms: ReadonlyMap<string, SetTerms> = new Map()

  constructor(
    private readonly client: PublicClient,
    private readonly deployment: Deployment,
    readonly diary: Diary,
  ) {
    this.people = gatherCrowd(diary.seed)
  }

  /** A crowd that comes to the chain at this time. */
  static begin(client: PublicClient, deployment: Deployment, seed: number, since: number): Crowd {
    return new Crowd(client, deployment, newDiary(seed, since, gatherCrowd(seed).length))
  }

  /** Those who look at the market in this hour: some by chance, those with something to close for certain. */
  awake(time: number): readonly Person[] {
    return this.people.filter(
      (person) => this.isDue(person, time) || this.dice(person, time).happens(habits[person.habit].rate),
    )
  }

  isDue(person: Person, time: number): boolean {
    return this.entry(person).holdings.some(({ until }) => until <= time)
  }

  async plan(person: Person, quotes: Quotes): Promise<PlannedMove | undefined> {
    const terms = await this.terms(person)
    const move = habits[person.habit].act({
      ...quotes,
      ...terms,
      person,
      set: setOf(this.deployment, person),
      standing: await readStanding(this.client, this.deployment, person),
      entry: this.entry(person),
      dice: this.dice(person, quotes.time + 1),
      elapsed: quotes.time - this.diary.since,
    })
    return move && { person, move }
  }

  /** Of the set in which the person holds something. */
  async terms({ stock }: Person): Promise<SetTerms> {
    if (this.setTerms.size === 0) this.setTerms = await readSetTerms(this.client, this.deployment)
    const terms = this.setTerms.get(stock)
    if (terms === undefined) throw new Error(`There is no set for ${stock}.`)
    return terms
  }

  entry({ number }: Person): Entry {
    const entry = this.diary.entries[number]
    if (entry === undefined) throw new RangeError(`Person ${number} has no entry in the diary.`)
    return entry
  }

  /** Chance depends on seed, person and time alone, not on what others have done. */
  private dice({ number }: Person, time: number): Random {
    const mixed = Math.imul(this.diary.seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)
    return new Random(mixed ^ Math.imul(time - this.diary.since, 0x27d4eb2f))
  }
}
