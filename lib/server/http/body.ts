import { ProblemError } from './problem'

const maxBytes = 32 * 1024

/**
 * The body as JSON, undefined when it is none. It must say that it is JSON: a page of another site cannot send that without
 * asking first, and is not answered.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/json')) throw new ProblemError('not-json', 'Send application/json.')
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Stops reading as soon as there is too much. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw new ProblemError('too-large', `Send at most ${maxBytes} bytes.`)
    }
    chunks.push(part.value)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
