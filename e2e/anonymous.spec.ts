import { expect, test } from './support/fixtures'

test('P2: somebody without a wallet reads everything and sends nothing to the node', async ({
  page,
  environment,
  chain,
}) => {
  const toNode: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(environment.rpc)) toNode.push(request.url())
  })
  await page.goto('/trade')
  await expect(page.getByTestId('demo-banner')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Connect wallet' }).first()).toBeEnabled()
  const { blockNumber } = await chain.overview()
  // Some blocks go by while the page is open.
  await expect
    .poll(async () => (await chain.overview()).blockNumber, { timeout: 20_000 })
    .toBeGreaterThan(blockNumber + 3n)
  for (const path of ['/earn', '/insurance', '/risk']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
  }
  expect(toNode).toEqual([])
})
