// Where a build goes and what every answer carries. The Content-Security-Policy has a nonce per request, so proxy.ts sets it.

const securityHeaders = [
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin-allow-popups' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-Permitted-Cross-Domain-Policies', value: 'none' },
  {
    key: 'Permissions-Policy',
    value: 'accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()',
  },
]

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.UNDATED_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks types and lint on their own; a demo must not wait for them.
  typescript: { ignoreBuildErrors: true },
  // Registers what it measures in one place of the process, whoever bundles it.
  serverExternalPackages: ['prom-client'],
  turbopack: { root: import.meta.dirname },
  headers: () => Promise.resolve([{ source: '/:path*', headers: securityHeaders }]),
}

export default config
