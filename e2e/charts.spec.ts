import { expect, test } from './support/fixtures'

test('the price as it comes in can be watched, as a chart and as a table', async ({ page, prices }) => {
  await page.goto('/trade')
  await page.getByTestId('chart-price').click()
  const chart = page.getByRole('region', { name: 'Price of BTC' })
  await expect(chart.locator('.recharts-line-curve')).toBeVisible()
  await prices.shock('BTC', 1.01)
  await chart.getByRole('button', { name: 'Table' }).click()
  await expect(chart.getByRole('row')).not.toHaveCount(1)
  await prices.shock('BTC', 1 / 1.01)
  await page.getByTestId('chart-payoff').click()
  await expect(page.getByRole('region', { name: 'Profit and loss by price' })).toBeVisible()
})
