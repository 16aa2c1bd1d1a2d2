import { NextResponse, type NextRequest } from 'next/server'
import { publicRpcUrl } from '@/lib/env/public-rpc'
import { readServerEnv } from '@/lib/env/server'
import { refuseMalformedPath } from '@/lib/server/http/malformed-path'

/** A strict Content-Security-Policy with a nonce for each request; the other headers are in next.config.js. */
export function proxy(request: NextRequest): Response {
  const refusal = refuseMalformedPath(new URL(request.url).pathname)
  if (refusal) return refusal
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce, request.nextUrl.protocol === 'https:')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

function contentSecurityPolicy(nonce: string, secure: boolean): string {
  const development = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''
  const node = new URL(publicRpcUrl(readServerEnv())).origin
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    // Wallet dialogs and charts set style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${node}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}

export const config = {
  // Pages only: static files and the API carry no scripts. Of the API, paths that may not be decodable.
  matcher: [{ source: '/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)' }, { source: '/api/(.*%.*)' }],
}
