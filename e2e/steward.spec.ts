import type { Page } from '@playwright/test'
import { deployer } from '@/scripts/stack/accounts'
import { claimTokens, connectWallet, expectDone, openPosition } from './support/actions'
import { expect, test } from './support/fixtures'

/** The delay that the global setup gives the governor is ten seconds; blocks take one. */
const UNTIL_READY = { timeout: 30_000 }

async function openInsurance(page: Page): Promise<void> {
  await page.goto('/insurance')
  await expect(page.getByTestId('verdict')).toBeVisible()
  await expect(page.getByTestId('governance')).toBeVisible()
}

test.describe('a visitor', () => {
  test('sees everything that stewards see, and who may act', async ({ page }) => {
    await openInsurance(page)
    await expect(page.getByTestId('stress-map').getByRole('gridcell').first()).toHaveText(/%/)
    await expect(page.getByTestId('first-failure-words')).toHaveText(/\w/)
    await expect(page.getByTestId('roles')).toContainText('governor')
    await expect(page.getByTestId('roles')).toContainText('guardian')
    await expect(page.getByTestId('openings-who')).toBeVisible()
    await expect(page.getByTestId('proposal-who')).toBeVisible()
    for (const action of ['pause-openings', 'unpause-openings', 'proposal-submit']) {
      await expect(page.getByTestId(action)).toHaveCount(0)
    }
  })

  test('reads every cell of the stress map by keyboard', async ({ page }) => {
    await openInsurance(page)
    const cells = page.getByTestId('stress-map').getByRole('gridcell')
    await cells.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    const focused = page.locator('[data-place="1/1"]')
    await expect(focused).toBeFocused()
    await expect(focused).toHaveAttribute('aria-label', /main pool/)
    await page.keyboard.press('Enter')
    await expect(focused).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByTestId('scenario-outcome')).toContainText('main pool', { ignoreCase: true })
  })
})

test.describe('the governor', () => {
  test.use({ walletKey: deployer.key })

  test.beforeEach(async ({ page, wallet }) => {
    await openInsurance(page)
    await connectWallet(page, wallet)
    await expect(page.getByTestId('proposal-submit')).toBeVisible()
  })

  test('G1: looks at the stress, proposes, waits, executes, and finds it in the audit log', async ({ page, chain }) => {
    await page.getByTestId('scenario-march-2020').click()
    await expect(page.getByTestId('scenario-move-BTC')).toHaveValue('-37')
    await expect(page.getByTestId('scenario-outcome')).toContainText('$')

    const before = (await chain.overview()).sets[0]!.riskTerms.targetCoverage
    await page.getByTestId('parameter-targetCoverage').fill(String((before + 100) / 100))
    await expect(page.getByTestId('effect')).toContainText('Target coverage')
    await expect(page.getByTestId('proposal-submit')).toHaveText(/^Propose · waits 10 s/)
    await page.getByTestId('proposal-submit').click()
    await expectDone(page)

    const operation = page.getByTestId('operation')
    await expect(operation).toHaveAttribute('data-stage', 'waiting')
    await expect(operation).toContainText(`Target coverage ${before / 100} % → ${(before + 100) / 100} %`)
    await expect(page.getByTestId('operation-execute')).toBeDisabled()
    expect((await chain.overview()).sets[0]!.riskTerms.targetCoverage).toBe(before)

    await expect(operation).toHaveAttribute('data-stage', 'ready', UNTIL_READY)
    await page.getByTestId('operation-execute').click()
    await expectDone(page)
    expect((await chain.overview()).sets[0]!.riskTerms.targetCoverage).toBe(before + 100)
    await expect(page.getByTestId('operations-none')).toBeVisible()
    const log = page.getByTestId('audit-log')
    await expect(log).toContainText('parameters set')
    await expect(log).toContainText('executed')
    await expect(log).toContainText('proposed')
    await expect(log.getByRole('row', { name: /parameters set/ }).first(), 'who did it').toContainText(/0x\w{4}…/)
  })

  test('takes a decision back while it waits', async ({ page }) => {
    await page.getByTestId('parameter-liquidationPenalty').fill('6')
    await page.getByTestId('proposal-submit').click()
    await expectDone(page)
    await page.getByTestId('operation-cancel').click()
    await expectDone(page)
    await expect(page.getByTestId('operations-none')).toBeVisible()
    await expect(page.getByTestId('audit-log')).toContainText('cancelled')
  })

  test('G2: cannot propose what the contract would refuse', async ({ page }) => {
    await page.getByTestId('parameter-haircut').fill('51')
    await expect(page.getByText('Between 0 % and 50 %: the contract holds to that.')).toBeVisible()
    await expect(page.getByTestId('proposal-submit')).toBeDisabled()
    await page.getByTestId('parameter-haircut').fill('abc')
    await expect(page.getByTestId('proposal-submit')).toBeDisabled()
    await page.getByTestId('parameter-haircut').fill('')
    await expect(page.getByTestId('proposal-submit')).toHaveText('Change a value')
  })

  test('a refused signature changes nothing and is said', async ({ page, wallet }) => {
    await page.getByTestId('parameter-liquidationPenalty').fill('7')
    wallet.refuseNext()
    await page.getByTestId('proposal-submit').click()
    await expect(page.getByTestId('transaction-failure')).toContainText('refused')
    await expect(page.getByTestId('operations-none')).toBeVisible()
  })
})

test('G1, C7: a guardian pauses openings and may do nothing else; closing goes on', async ({ page, wallet, chain }) => {
  await chain.appointGuardian(wallet.address)
  await page.goto('/trade')
  await connectWallet(page, wallet)
  await claimTokens(page)
  await openPosition(page, { size: '0.02' })
  await openInsurance(page)
  await expect(page.getByTestId('pause-openings')).toBeVisible()
  await expect(page.getByTestId('proposal-submit')).toHaveCount(0)
  await page.getByTestId('pause-openings').click()
  await expectDone(page)
  try {
    await expect(page.getByTestId('openings-state')).toContainText('are paused')
    await expect(page.getByTestId('unpause-openings')).toHaveCount(0)
    await expect(page.getByTestId('audit-log')).toContainText('openings paused')
    await page.goto('/trade')
    await expect(page.getByTestId('ticket-submit')).toHaveText('Opening is paused')
    await page.getByTestId('position-close').click()
    await page.getByTestId('close-submit').click()
    await expectDone(page)
    expect((await chain.user(wallet.address, 'TSLA')).account.positions).toHaveLength(0)
  } finally {
    await chain.setPaused('TSLA', false)
  }
})
