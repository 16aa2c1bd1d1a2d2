import { clientAddress } from './client-address'
import { ProblemError, problemResponse } from './problem'
import type { RateLimit } from './rate-limit'

/** What an endpoint needs to know about its surroundings. */
export interface EndpointHost {
  readonly rateLimit: RateLimit
  readonly trustedProxies: number
  /** Told of every failure that is ours, before the client gets a problem document without its text. */
  readonly report: (error: unknown, path: string) => void
}

/** A request as handlers see it. */
export interface ApiRequest {
  readonly url: URL
  readonly params: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly client: string
  readonly signal: AbortSignal
}

export type ApiHandler = (request: ApiRequest) => Response | Promise<Response>
type RouteContext = Readonly<{ params: Promise<Readonly<Record<string, string | string[] | undefined>>> }>
type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>
type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type RouteHandlers = Readonly<Record<Method, RouteHandler>>

const allowed = 'GET, HEAD, OPTIONS'

/**
 * Wraps a handler of GET requests: counts the client's requests, turns every failure into a problem document, and answers
 * the other methods. `cost` is the number of requests that one counts for.
 */
export function endpoint(getHost: () => EndpointHost, handle: ApiHandler, cost = 1): RouteHandlers {
  const get: RouteHandler = (request, context) => answer(getHost(), handle, cost, request, context)
  const head: RouteHandler = async (request, context) => {
    const response = await get(request, context)
    await response.body?.cancel()
    return new Response(null, response)
  }
  const options: RouteHandler = () => Promise.resolve(new Response(null, { status: 204, headers: { allow: allowed } }))
  const refuse: RouteHandler = (request, context) =>
    answer(getHost(), refuseMethod(request.method), 1, request, context)
  return { GET: get, HEAD: head, OPTIONS: options, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }
}

/** Answers every method with the problem 404; for addresses that do not exist. */
export function unknownEndpoint(getHost: () => EndpointHost): RouteHandlers {
  const handle: ApiHandler = ({ url }) => {
    throw new ProblemError('not-found', `${url.pathname} is not an address of this interface.`)
  }
  const route: RouteHandler = (request, context) => answer(getHost(), handle, 1, request, context)
  return { GET: route, HEAD: route, OPTIONS: route, POST: route, PUT: route, PATCH: route, DELETE: route }
}

async function answer(
  host: EndpointHost,
  handle: ApiHandler,
  cost: number,
  request: Request,
  context: RouteContext,
): Promise<Response> {
  const url = new URL(request.url)
  try {
    const client = clientAddress(request.headers, host.trustedProxies)
    await host.rateLimit.take(client, cost)
    return await handle({ url, params: await context.params, client, signal: request.signal })
  } catch (error) {
    if (error instanceof ProblemError) return problemResponse(error)
    host.report(error, url.pathname)
    return problemResponse(new ProblemError('internal', 'The failure was recorded. Try again in a moment.'))
  }
}

function refuseMethod(method: string): ApiHandler {
  return () => {
    throw new ProblemError('method-not-allowed', `Only GET is answered here, not ${method}.`, {
      headers: { allow: allowed },
    })
  }
}
