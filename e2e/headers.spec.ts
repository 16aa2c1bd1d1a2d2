import { expect, test } from './support/fixtures'

const pages = ['/trade', '/earn', '/insurance', '/risk']

for (const path of pages) {
  test(`F1: ${path} carries a strict policy with a nonce of its own`, async ({ request }) => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const response = await request.get(path)
        expect(response.status()).toBe(200)
        return response.headers()['content-security-policy'] ?? ''
      }),
    )
    const [policy = '', other = ''] = policies
    const directive = (name: string) => policy.split('; ').find((text) => text.startsWith(`${name} `)) ?? ''
    expect(policy).not.toBe(other)
    expect(directive('script-src')).toMatch(/'nonce-[\w+/=]{16,}'/)
    expect(directive('script-src')).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/)
    expect(directive('default-src')).toBe("default-src 'self'")
    expect(directive('frame-ancestors')).toBe("frame-ancestors 'none'")
    expect(directive('object-src')).toBe("object-src 'none'")
    expect(directive('base-uri')).toBe("base-uri 'none'")
  })
}

for (const path of [...pages, '/api/v1/health', '/api/v1/nothing', '/no-such-page']) {
  test(`F1: ${path} carries the security headers and no banner of the framework`, async ({ request }) => {
    const headers = (await request.get(path)).headers()
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('strict-origin-when-cross-origin')
    expect(headers['strict-transport-security']).toContain('max-age=')
    expect(headers['permissions-policy']).toContain('camera=()')
    expect(headers['x-powered-by']).toBeUndefined()
  })
}

test('F1: no page breaks its own policy, nor loads anything from elsewhere', async ({ page, baseURL, environment }) => {
  const violations: string[] = []
  const elsewhere: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== baseURL) elsewhere.push(url.href)
  })
  for (const path of pages) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
  }
  expect(violations).toEqual([])
  expect(elsewhere, `nothing but ${environment.web}`).toEqual([])
})

test('A4: no script that a browser gets names a secret or an address of the server’s own', async ({
  page,
  environment,
}) => {
  const scripts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text())
  })
  for (const path of pages) {
    await page.goto(path)
    await page.waitForLoadState('load')
  }
  await page.getByRole('button', { name: 'Connect wallet' }).first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  const text = (await Promise.all(scripts)).join('\n')
  expect(text.length).toBeGreaterThan(100_000)
  for (const secret of ['KEEPER_PRIVATE_KEY', 'DEPLOYER_PRIVATE_KEY', 'UNDATED_RPC_URL', 'UNDATED_HERMES_URL']) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toContain(environment.prices)
})
