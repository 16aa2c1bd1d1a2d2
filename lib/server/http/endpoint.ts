import { readJson } from './body'
import { clientAddress } from './client-address'
import { ProblemError, problemResponse } from './problem'
import type { RateLimit } from './rate-limit'

/** What an endpoint needs to know about its surroundings. */
export interface EndpointHost {
  readonly rateLimit: RateLimit
  readonly trustedProxies: number
  /** Told of every failure that is ours, before the client gets a problem document without its text. */
  readonly report: (error: unknown, path: string) => void
  /** Told of every answer. */
  readonly observe?: (path: string, status: number, seconds: number) => void
}

/** A request as handlers see it. */
export interface ApiRequest {
  readonly url: URL
  readonly params: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly client: string
  readonly signal: AbortSignal
  /** The body, which must be JSON; throws a prepared problem when it is not, or too large. */
  readonly body: () => Promise<unknown>
}

export type ApiHandler = (request: ApiRequest) => Response | Promise<Response>
type RouteContext = Readonly<{ params: Promise<Readonly<Record<string, string | string[] | undefined>>> }>
type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>
type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type RouteHandlers = Readonly<Record<Method, RouteHandler>>
/** Handlers of the methods that change something. */
export type WriteHandlers = Readonly<Partial<Record<'POST' | 'DELETE', ApiHandler>>>

const readMethods = ['GET', 'HEAD', 'OPTIONS']
/** A request that changes something counts for so many. */
const writeCost = 5

/**
 * Wraps a handler of GET requests, and those of the methods that change something: counts the client's requests, turns every
 * failure into a problem document, and answers the other methods. `cost` is the number of requests that a GET counts for.
 */
export function endpoint(
  getHost: () => EndpointHost,
  handle: ApiHandler,
  cost = 1,
  writes: WriteHandlers = {},
): RouteHandlers {
  const allowed = [...readMethods, ...Object.keys(writes)].join(', ')
  const get: RouteHandler = (request, context) => answer(getHost(), handle, cost, request, context)
  const head: RouteHandler = async (request, context) => {
    const response = await get(request, context)
    await response.body?.cancel()
    return new Response(null, response)
  }
  const options: RouteHandler = () => Promise.resolve(new Response(null, { status: 204, headers: { allow: allowed } }))
  const refuse: RouteHandler = (request, context) =>
    answer(getHost(), refuseMethod(request.method, allowed), 1, request, context)
  const write = (handler: ApiHandler | undefined): RouteHandler =>
    handler ? (request, context) => answer(getHost(), handler, writeCost, request, context) : refuse
  const { POST, DELETE } = writes
  return {
    GET: get,
    HEAD: head,
    OPTIONS: options,
    POST: write(POST),
    PUT: refuse,
    PATCH: refuse,
    DELETE: write(DELETE),
  }
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
  const began = performance.now()
  const response = await respond(host, handle, cost, { request, url, context })
  host.observe?.(url.pathname, response.status, (performance.now() - began) / 1000)
  return response
}

async function respond(
  host: EndpointHost,
  handle: ApiHandler,
  cost: number,
  { request, url, context }: { readonly request: Request; readonly url: URL; readonly context: RouteContext },
): Promise<Response> {
  try {
    const client = clientAddress(request.headers, host.trustedProxies)
    await host.rateLimit.take(client, cost)
    const body = () => readJson(request)
    return await handle({ url, params: await context.params, client, signal: request.signal, body })
  } catch (error) {
    if (error instanceof ProblemError) return problemResponse(error)
    host.report(error, url.pathname)
    return problemResponse(new ProblemError('internal', 'The failure was recorded. Try again in a moment.'))
  }
}

function refuseMethod(method: string, allowed: string): ApiHandler {
  return () => {
    throw new ProblemError('method-not-allowed', `Only ${allowed} are answered here, not ${method}.`, {
      headers: { allow: allowed },
    })
  }
}
