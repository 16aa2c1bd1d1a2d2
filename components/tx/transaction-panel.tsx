'use client'

import type { StepState, StepStatus } from '@/lib/flows/requests'
import { flowStore, useFlow, walletActions } from '@/lib/query/wallet'

const WORDS: Readonly<Record<StepStatus, string>> = {
  waiting: 'waiting',
  signing: 'confirm in your wallet',
  pending: 'sent, waiting for the chain',
  watching: 'waits for others',
  done: 'done',
  failed: 'failed',
}

const MARKS: Readonly<Record<StepStatus, string>> = {
  waiting: '○',
  signing: '✎',
  pending: '…',
  watching: '…',
  done: '✓',
  failed: '✕',
}

/** The transaction on its way, every step visible; stays until it is dismissed. */
export function TransactionPanel() {
  const flow = useFlow()
  if (flow === undefined) return null
  const { title, steps, status, failure, offer } = flow
  const has = (wanted: StepStatus) => status === 'running' && steps.some((step) => step.status === wanted)
  return (
    <section
      aria-label="Transaction"
      aria-live="polite"
      data-testid="transaction"
      data-status={status}
      className="card fixed right-3 bottom-3 left-3 z-40 p-4 shadow-lg sm:left-auto sm:w-96"
    >
      <div className="mb-2 flex items-start justify-between gap-4">
        <h2 className="font-semibold">{title}</h2>
        <button
          type="button"
          aria-label="Dismiss"
          className="text-muted px-1"
          onClick={() => flowStore.set(undefined)}
          disabled={status === 'running'}
        >
          ✕
        </button>
      </div>
      <ol className="space-y-1 text-sm">
        {steps.map((step, i) => (
          <Step key={i} step={step} />
        ))}
        {steps.length === 0 && status === 'running' && <li className="text-muted">Checking…</li>}
      </ol>
      {status === 'running' && offer !== undefined && (
        <button
          type="button"
          className="button button-primary mt-2 w-full"
          onClick={walletActions.takeOffer}
          data-testid="transaction-offer"
        >
          {offer}
        </button>
      )}
      {(has('signing') || has('watching')) && (
        <button
          type="button"
          className="text-muted mt-2 text-xs underline"
          onClick={walletActions.giveUp}
          data-testid="transaction-give-up"
        >
          {has('signing') ? 'My wallet does not answer: stop waiting' : 'Stop watching: it goes on without this page'}
        </button>
      )}
      {status === 'done' && <p className="text-long mt-2 text-sm font-semibold">Done.</p>}
      {failure !== undefined && (
        <p role="alert" className="mt-2 text-sm" data-testid="transaction-failure">
          <strong className="text-danger">{failure.title}</strong> {failure.action}
        </p>
      )}
    </section>
  )
}

function Step({ step: { label, status, hash, note } }: { readonly step: StepState }) {
  return (
    <li className="flex gap-2">
      <span aria-hidden className="figure w-4 text-center">
        {MARKS[status]}
      </span>
      <span>
        {label} <span className="text-muted">· {wordsOf(status, note)}</span>
        {hash !== undefined && (
          <span className="figure text-muted block text-xs" title={hash}>
            {hash.slice(0, 10)}…{hash.slice(-6)}
          </span>
        )}
      </span>
    </li>
  )
}

/** What is waited for, or what came of it, says more than that it is. */
function wordsOf(status: StepStatus, note: string | undefined): string {
  return note !== undefined && (status === 'watching' || status === 'done') ? note : WORDS[status]
}
