import { z } from 'zod'
import { encodeAccount } from '@/lib/chain/series'
import { hashSchema, signatureSchema, wireOrderSchema } from '@/lib/chain/orders/schema'
import { orderStatuses, type OrderRecord, type OrderStatus, type WireOrder } from '@/lib/chain/orders'
import type { Hex } from '@/lib/core/orders'
import type { Database } from './database'

/** An order with what only the service knows. */
export interface StoredOrder extends OrderRecord {
  readonly seq: bigint
  readonly signature: Hex
  readonly withdrawn: boolean
}

export interface NewOrder {
  readonly hash: Hex
  readonly order: WireOrder
  readonly signature: Hex
  readonly status: OrderStatus
}

/** What changes in an order's life. */
export interface Change {
  readonly status: OrderStatus
  readonly reason: string | null
  readonly error: string | null
  readonly transaction: Hex | null
}

const row = z.object({
  seq: z.string().transform(BigInt),
  hash: hashSchema,
  body: wireOrderSchema,
  signature: signatureSchema,
  status: z.enum(orderStatuses),
  withdrawn: z.boolean(),
  reason: z.string().nullable(),
  error: z.string().nullable(),
  transaction: hashSchema.nullable(),
  created_at: z.string().transform(Number),
  updated_at: z.string().transform(Number),
})
const countRow = z.object({ count: z.string().transform(Number) })
const statusCountRow = countRow.extend({ status: z.enum(orderStatuses) })

// Drivers differ in what they make of 64 bits; text is text.
const columns = `seq::text as seq, hash, body, signature, status, withdrawn, reason, error, transaction,
  created_at::text as created_at, updated_at::text as updated_at`
const live = `('open', 'waiting')`

/** Orders of one contract on one chain in the database. */
export class OrderStore {
  constructor(
    private readonly database: Database,
    /** Chain id and address. */
    private readonly contract: string,
    private readonly now: () => number,
  ) {}

  /** Stores an order once; whoever hands it in again gets what is there. Returned means written. */
  async insert({ hash, order, signature, status }: NewOrder): Promise<StoredOrder> {
    const account = encodeAccount(order.owner, BigInt(order.subAccount))
    const { owner, nonce, parent, expiry } = order
    await this.database.query(
      `insert into orders (contract, hash, owner, account, nonce, parent, expiry, body, signature, status, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) on conflict (contract, hash) do nothing`,
      [
        this.contract,
        hash,
        owner,
        account,
        nonce,
        parent,
        expiry,
        JSON.stringify(order),
        signature,
        status,
        this.now(),
      ],
    )
    const stored = await this.find(hash)
    if (stored === undefined) throw new Error('An order vanished while it was being stored.')
    return stored
  }

  async find(hash: Hex): Promise<StoredOrder | undefined> {
    const found = await this.select('contract = $1 and hash = $2', [this.contract, hash])
    return found[0]
  }

  /** Newest first. */
  ofAccount(account: Hex, limit: number): Promise<readonly StoredOrder[]> {
    return this.select('contract = $1 and account = $2 order by seq desc limit $3', [this.contract, account, limit])
  }

  /** Orders that may be executed, oldest first, from after `seq`. */
  open(after: bigint, limit: number): Promise<readonly StoredOrder[]> {
    const where = `contract = $1 and status = 'open' and seq > $2 order by seq limit $3`
    return this.select(where, [this.contract, String(after), limit])
  }

  /** Orders whose state may still change: live ones, and those that changed of late (a block can be undone). */
  unsettled(after: bigint, changedSince: number, limit: number): Promise<readonly StoredOrder[]> {
    const where = `contract = $1 and seq > $2 and (status in ${live} or updated_at > $3) order by seq limit $4`
    return this.select(where, [this.contract, String(after), changedSince, limit])
  }

  /** Orders of the same owner and nonce: alternatives of each other. */
  alternatives(owner: string, nonce: string): Promise<readonly StoredOrder[]> {
    return this.select('contract = $1 and owner = $2 and nonce = $3 order by seq', [this.contract, owner, nonce])
  }

  countLiveOf(owner: string): Promise<number> {
    return this.count(`owner = $2 and status in ${live}`, [owner])
  }

  countLive(): Promise<number> {
    return this.count(`status in ${live}`, [])
  }

  /** Nothing happens when somebody else has changed the status since it was `from`. */
  async change(hash: Hex, from: OrderStatus, { status, reason, error, transaction }: Change): Promise<void> {
    await this.database.query(
      `update orders set status = $3, reason = $4, error = $5, transaction = $6,
         updated_at = case when status = $3 then updated_at else $7 end
       where contract = $1 and hash = $2 and status = $8`,
      [this.contract, hash, status, reason, error, transaction, this.now(), from],
    )
  }

  async withdraw(hash: Hex, reason: string): Promise<void> {
    await this.database.query(
      `update orders set withdrawn = true, status = 'cancelled', reason = $3, error = null, updated_at = $4
       where contract = $1 and hash = $2 and status in ${live}`,
      [this.contract, hash, reason, this.now()],
    )
  }

  /** How many orders there are of each status. */
  async countByStatus(): Promise<Readonly<Partial<Record<OrderStatus, number>>>> {
    const sql = 'select status, count(*)::text as count from orders where contract = $1 group by status'
    const rows = await this.database.query(sql, [this.contract])
    return Object.fromEntries(
      rows.map((found) => statusCountRow.parse(found)).map(({ status, count }) => [status, count]),
    )
  }

  /** Throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.database.query('select 1')
  }

  private async select(where: string, values: readonly unknown[]): Promise<readonly StoredOrder[]> {
    const rows = await this.database.query(`select ${columns} from orders where ${where}`, values)
    return rows.map(toStored)
  }

  private async count(where: string, values: readonly unknown[]): Promise<number> {
    const sql = `select count(*)::text as count from orders where contract = $1 and ${where}`
    const rows = await this.database.query(sql, [this.contract, ...values])
    return countRow.parse(rows[0]).count
  }
}

function toStored(value: unknown): StoredOrder {
  const { body, created_at, updated_at, ...rest } = row.parse(value)
  return { ...rest, order: body, createdAt: created_at, updatedAt: updated_at }
}

/** What anybody may know of an order. */
export function toRecord(stored: StoredOrder): OrderRecord {
  const { hash, order, status, reason, error, transaction, createdAt, updatedAt } = stored
  return { hash, order, status, reason, error, transaction, createdAt, updatedAt }
}
