import { ProblemError, problemResponse } from './problem'

/**
 * Answers a request whose path cannot be decoded with the problem 400; undefined for all others. The framework would take the
 * fault for its own (RELIABILITY A1).
 */
export function refuseMalformedPath(pathname: string): Response | undefined {
  try {
    decodeURIComponent(pathname)
    return undefined
  } catch {
    return problemResponse(new ProblemError('invalid-request', 'The path is not properly percent-encoded.'))
  }
}
