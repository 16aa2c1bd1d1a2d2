import { z } from 'zod'

/** A problem document (RFC 9457), as a client of the interface may rely on it. */
export const problemAnswer = z.strictObject({
  type: z.string().startsWith('urn:undated:problem:'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  'invalid-params': z.array(z.strictObject({ name: z.string(), reason: z.string().min(1) })).optional(),
})
