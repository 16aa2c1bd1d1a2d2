import { isIPv6 } from 'node:net'

/**
 * The address that a request is counted under.
 *
 * `trustedProxies` proxies stand in front and each appends the address that it saw, so only that many entries from the right
 * are believed. An IPv6 host owns a whole /64, so that is what is counted.
 */
export function clientAddress(headers: Headers, trustedProxies: number): string {
  const chain = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim())
  const address = chain.at(-Math.max(trustedProxies, 1)) ?? chain[0] ?? ''
  const bounded = address.slice(0, 45)
  return isIPv6(bounded) ? networkOf(bounded) : bounded
}

/** The first four groups of an IPv6 address, its usual allotment; an IPv4 address written as IPv6 stays whole. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before.slice(0, 4).join(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(8 - before.length - after.length, 0) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
