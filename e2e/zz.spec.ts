import { claimTokens, connectWallet, fillTicket, openPosition } from './support/actions'
import { test } from './support/fixtures'
test('visual', async ({ page: p, wallet, prices, environment }) => {
  test.setTimeout(150000)
  await p.setViewportSize({ width: 1280, height: 800 })
  await p.goto('/trade'); await connectWallet(p, wallet)
  await claimTokens(p)
  try {
  await fillTicket(p, { size: '0.5' }); await p.waitForTimeout(800)
  await p.getByTestId('ticket-submit').click(); await p.waitForTimeout(500); await p.screenshot({path:'/tmp/undated/v3.png'})
  await p.waitForTimeout(4000); await p.getByRole('button',{name:'Dismiss'}).click()
  for (let i=0;i<3;i++) { await openPosition(p, { side:'short', asset:'ETH', size:'2' }); await p.waitForTimeout(1000) }
  await prices.shock('BTC', 1.03)
  await p.waitForTimeout(6000); await p.screenshot({path:'/tmp/undated/v4.png'})
  await p.getByTestId('position-close').first().click(); await p.waitForTimeout(800); await p.screenshot({path:'/tmp/undated/v5.png'})
  await p.keyboard.press('Escape')
  await p.setViewportSize({width:390,height:844}); await p.waitForTimeout(800); await p.screenshot({path:'/tmp/undated/v6.png', fullPage:true})
  await p.goto('/earn'); await p.waitForTimeout(3500); await p.screenshot({path:'/tmp/undated/v7.png', fullPage:true})
  } finally {
   const hash = await p.evaluate(() => document.querySelector('[data-testid=transaction] [title^="0x"]')?.getAttribute('title') ?? null).catch(() => null)
   if (hash) { const r = await fetch(environment.rpc, {method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({jsonrpc:'2.0',id:1,method:'debug_traceTransaction',params:[hash,{tracer:'callTracer',tracerConfig:{onlyTopCall:true}}]})}).then(x=>x.json()); console.log(JSON.stringify(r).slice(0,200), JSON.stringify(r).match(/"output":"[^"]*"|"error":"[^"]*"|"gas\w*":"[^"]*"/g)) }
  }
})
