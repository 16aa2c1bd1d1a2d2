'use client'

import { useState } from 'react'
import { formatDuration } from '@/lib/core/format'
import { toDecimal } from '@/lib/core/fixed-point/decimal'
import { walletActions } from '@/lib/query/wallet'
import { isAmountText, parseAmount } from '../engine/amount'
import { assetsOf } from '../engine/board'
import { accountOf } from '../engine/combo'
import { withdrawable } from '../engine/positions'
import { REQUESTED_WORDS } from '../engine/ticket-state'
import { AccountHealth } from './account-health'
import { SettlementActions } from './settlement-actions'
import type { Desk } from './use-desk'
import { tokensOf } from './words'

type Way = 'deposit' | 'withdraw'

/** The margin of the chosen collateral: balance, paying in and out, and the faucet of a demo token. */
export function MarginAccount({ desk }: { readonly desk: Desk }) {
  const { board, userSet, form } = desk
  const [way, setWay] = useState<Way>()
  if (board === undefined) return null
  const { set } = board
  const known = userSet !== undefined && !desk.wallet.wrongNetwork
  const toggle = (next: Way) => setWay(way === next ? undefined : next)
  return (
    <section aria-label="Margin account" className="card px-3 py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold">
          Margin{' '}
          <span
            className="figure font-normal"
            data-testid="margin-cash"
            title={userSet && toDecimal(userSet.account.cash, set.decimals)}
          >
            {userSet === undefined ? '–' : tokensOf(set, userSet.account.cash)}
          </span>
        </h2>
        <div className="flex gap-3 text-sm">
          <ToggleButton
            label="Deposit"
            open={way === 'deposit'}
            disabled={!known}
            onPress={() => toggle('deposit')}
            testId="margin-deposit"
          />
          <ToggleButton
            label="Withdraw"
            open={way === 'withdraw'}
            disabled={!known}
            onPress={() => toggle('withdraw')}
            testId="margin-withdraw"
          />
          <FaucetButton desk={desk} />
        </div>
      </div>
      <OpenRequest desk={desk} />
      <SettlementActions desk={desk} />
      <AccountHealth desk={desk} />
      {way !== undefined && known && (
        <MoveForm key={`${way}/${form.setIndex}`} desk={desk} way={way} onDone={() => setWay(undefined)} />
      )}
    </section>
  )
}

/** A request that no flow of this page waits for: made in another tab, by a key or an order, or before the page was left. */
function OpenRequest({ desk: { requested, facts, form } }: { readonly desk: Desk }) {
  if (!requested || facts.busy) return null
  return (
    <p className="mt-1 text-xs" role="status" data-testid="open-request">
      A trade that was asked for has not been executed yet.{' '}
      <button
        type="button"
        className="text-accent font-semibold"
        onClick={() => walletActions.run({ kind: 'followRequest', set: form.setIndex })}
        data-testid="open-request-follow"
      >
        Follow it
      </button>
    </p>
  )
}

interface ToggleButtonProps {
  readonly label: string
  readonly open: boolean
  readonly disabled: boolean
  readonly onPress: () => void
  readonly testId: string
}

function ToggleButton({ label, open, disabled, onPress, testId }: ToggleButtonProps) {
  return (
    <button
      type="button"
      className="text-accent py-1 font-semibold disabled:opacity-70"
      aria-expanded={open}
      disabled={disabled}
      title={disabled ? 'Connect a wallet first' : undefined}
      onClick={onPress}
      data-testid={testId}
    >
      {label}
    </button>
  )
}

function FaucetButton({ desk: { userSet, board, now, form } }: { readonly desk: Desk }) {
  if (userSet === undefined || board === undefined || userSet.faucetAmount === 0n) return null
  const wait = Number(userSet.faucetReadyAt - now)
  const ready = wait <= 0
  return (
    <button
      type="button"
      className="text-accent py-1 font-semibold disabled:opacity-70"
      disabled={!ready}
      title={
        ready
          ? `Free demo tokens: ${tokensOf(board.set, userSet.faucetAmount)}`
          : `Gives again in ${formatDuration(wait)}`
      }
      onClick={() => walletActions.run({ kind: 'faucet', set: form.setIndex })}
      data-testid="faucet-claim"
    >
      {ready ? `Get test ${board.set.symbol}` : `Faucet in ${formatDuration(wait)}`}
    </button>
  )
}

function MoveForm({ desk, way, onDone }: { readonly desk: Desk; readonly way: Way; readonly onDone: () => void }) {
  const { board, userSet, form, now, requested } = desk
  const [text, setText] = useState('')
  if (board === undefined || userSet === undefined) return null
  const { set } = board
  const account = accountOf(desk.snapshot, board, userSet.account, now)
  const most = way === 'deposit' ? userSet.tokenBalance : account === undefined ? 0n : withdrawable(account)
  const amount = parseAmount(text, set.decimals) ?? 0n
  const tooMuch = amount > most
  const blocked = way === 'withdraw' && requested ? REQUESTED_WORDS : undefined
  const name = way === 'deposit' ? 'Deposit' : 'Withdraw'
  return (
    <form
      aria-label={`${name} margin`}
      className="mt-1 space-y-1"
      onSubmit={(event) => {
        event.preventDefault()
        const held = userSet.account.positions.map(({ series }) => series)
        const common = { set: form.setIndex, amount }
        if (way === 'deposit') walletActions.run({ kind: way, ...common })
        else walletActions.run({ kind: way, ...common, assets: assetsOf(board, held) })
        onDone()
      }}
    >
      <div className="flex gap-2">
        <input
          className="field figure min-w-0 flex-1"
          inputMode="decimal"
          autoComplete="off"
          aria-label={`${name} in ${set.symbol}`}
          aria-describedby="margin-note"
          placeholder="0.00"
          value={text}
          onChange={({ target }) => {
            if (isAmountText(target.value)) setText(target.value)
          }}
          data-testid={`margin-${way}-amount`}
        />
        <button
          type="button"
          className="text-accent text-sm font-semibold"
          onClick={() => setText(toDecimal(most, set.decimals))}
          data-testid={`margin-${way}-max`}
        >
          Max
        </button>
        <button
          type="submit"
          className="button button-primary"
          disabled={amount === 0n || tooMuch || blocked !== undefined}
          data-testid={`margin-${way}-submit`}
        >
          {name}
        </button>
      </div>
      <p id="margin-note" className={`text-xs ${tooMuch ? 'text-danger' : 'text-muted'}`}>
        {blocked ??
          (way === 'deposit'
            ? `Wallet: ${tokensOf(set, most)}.`
            : `${tokensOf(set, most)} can be withdrawn; the rest secures your positions and pays the next day’s funding.`)}
        {tooMuch && ' Enter no more than that.'}
      </p>
    </form>
  )
}
