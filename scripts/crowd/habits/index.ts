import type { Move } from '../moves'
import type { Habit } from '../people'
import type { Scene } from '../scene'
import { provide, stake } from './savers'
import { buy, combine, forget, gamble, write } from './traders'

/** How often people look at what they have, times per hour; and what they then do. */
export const habits: Readonly<
  Record<Habit, { readonly rate: number; readonly act: (scene: Scene) => Move | undefined }>
> = {
  buyer: { rate: 0.1, act: buy },
  writer: { rate: 0.05, act: write },
  combiner: { rate: 0.05, act: combine },
  gambler: { rate: 0.06, act: gamble },
  forgetful: { rate: 0.04, act: forget },
  provider: { rate: 0.05, act: provide },
  staker: { rate: 0.05, act: stake },
}
