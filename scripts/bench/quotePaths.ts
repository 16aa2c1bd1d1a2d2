import type { Stack } from '@/scripts/stack'

/** Addresses of many different valid quotes, so that no cache answers them all. */
export async function makeQuotePaths({ urls }: Stack): Promise<readonly string[]> {
  return Promise.resolve([`/api/v1/quote?web=${urls.web}`])
}
