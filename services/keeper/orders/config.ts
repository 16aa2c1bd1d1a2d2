import { z } from 'zod'
import { parseDecimal } from '@/lib/core/fixed-point/decimal'
import { EnvError, type EnvSource } from '@/lib/env/server'

const schema = z.object({
  KEEPER_MIN_ORDER_REWARD_USD: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,18})?$/, 'must be an amount such as 0.05')
    .default('0'),
})

/** Least reward for which the keeper executes an order, USD (WAD). Throws {@link EnvError}. */
export function readMinReward(source: EnvSource = process.env): bigint {
  const name = 'KEEPER_MIN_ORDER_REWARD_USD'
  const given = source[name] === '' ? undefined : source[name]
  const result = schema.safeParse({ [name]: given })
  if (!result.success) throw new EnvError(`Configuration is not valid. ${name}: must be an amount such as 0.05`)
  return parseDecimal(result.data[name], 18)
}
