// For the durability test: stores orders one after the other and says which of them the database has acknowledged.
import { openDatabase } from '../database'
import { OrderStore } from '../store'
import { hashOf, wireOrder } from './samples'

const [directory = '', first = '0'] = process.argv.slice(2)
const database = await openDatabase(directory, undefined)
const store = new OrderStore(database, 'test', () => 1500)
for (let i = Number(first); ; i++) {
  const order = wireOrder({ nonce: String(i) })
  const { hash } = await store.insert({ hash: hashOf(i), order, signature: '0x', status: 'open' })
  process.stdout.write(`${hash}\n`)
}
