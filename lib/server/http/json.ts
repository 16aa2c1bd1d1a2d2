/** Writes data as JSON; whole numbers of any size become decimal strings. Nobody keeps the answer unless told. */
export function jsonResponse(data: unknown, { status = 200, cacheControl = 'no-store' } = {}): Response {
  return textResponse(toJson(data), { status, cacheControl })
}

/** Like {@link jsonResponse} for text that is JSON already. */
export function textResponse(json: string, { status = 200, cacheControl = 'no-store' } = {}): Response {
  return new Response(json, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': cacheControl },
  })
}

export function toJson(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}
