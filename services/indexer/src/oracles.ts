import { ponder } from 'ponder:registry'
import { oracleUpdate, sample, touch } from 'ponder:schema'
import { passTime } from './hours'
import { recordWork } from './keepers'
import { placeOf } from './place'
import { setOf } from './sets'

ponder.on('Pyth:PriceFeedUpdate', async ({ event, context }) => {
  await passTime(context, event.block)
  const { id, publishTime, price, conf } = event.args
  await context.db.insert(oracleUpdate).values({ ...placeOf(event), feedId: id, publishTime, price, confidence: conf })
})

ponder.on('VolatilityOracle:Sampled', async ({ event, context }) => {
  await passTime(context, event.block)
  const { asset, price, publishTime, volatility } = event.args
  await context.db.insert(sample).values({ ...placeOf(event), asset: Number(asset), price, publishTime, volatility })
  await recordWork(context, event, 'samples')
})

ponder.on('Clearinghouse:Touched', async ({ event, context }) => {
  await passTime(context, event.block)
  const { clearinghouse } = await setOf(context, event.log.address)
  const { market, liability, stressLoss, spot, volatility } = event.args
  await context.db
    .insert(touch)
    .values({ ...placeOf(event), clearinghouse, market: Number(market), liability, stressLoss, spot, volatility })
  await recordWork(context, event, 'touches')
})
