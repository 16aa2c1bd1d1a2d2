'use client'

import { explainError } from '@/lib/chain/errors'
import type { FlowState, StepState } from '@/lib/flows/requests'
import { FlowStop } from '@/lib/flows/stop'
import { flowStore } from '@/lib/query/wallet'

/** The flow as the panel shows it, and what the panel's buttons do. */

export function setFlow(change: Partial<FlowState>): void {
  flowStore.set((flow) => (flow === undefined ? flow : { ...flow, ...change }))
}

export function setStep(index: number, change: Partial<StepState>): void {
  flowStore.set((flow) =>
    flow === undefined
      ? flow
      : { ...flow, steps: flow.steps.map((step, i) => (i === index ? { ...step, ...change } : step)) },
  )
}

const UNDER_WAY: readonly StepState['status'][] = ['signing', 'pending', 'watching']

export function failFlow(error: unknown): void {
  const { title, action } = error instanceof FlowStop ? error : explainError(error)
  flowStore.set((flow) => {
    if (flow === undefined) return flow
    const steps = flow.steps.map((step) =>
      UNDER_WAY.includes(step.status) ? { ...step, status: 'failed' as const } : step,
    )
    return { ...flow, steps, status: 'failed', failure: { title, action } }
  })
}

let stopWaiting: (() => void) | undefined
let offered: (() => void) | undefined

/** Never settles unless the user stops waiting. */
export function untilGivenUp(title: string, action: string): Promise<never> {
  return new Promise((_, reject) => {
    stopWaiting = () => {
      reject(new FlowStop(title, action))
    }
  })
}

export function giveUp(): void {
  stopWaiting?.()
}

/** Puts a button into the panel, or takes it away. */
export function setOffer(offer: { readonly label: string; readonly take: () => void } | undefined): void {
  offered = offer?.take
  setFlow({ offer: offer?.label })
}

export function takeOffer(): void {
  offered?.()
}
