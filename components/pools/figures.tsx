import type { ReactNode } from 'react'

/** Named figures in a grid; the explanation shows on demand. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">{children}</dl>
}

interface FigureProps {
  readonly name: string
  readonly explain?: string
  readonly testId?: string
  readonly children: ReactNode
}

export function Figure({ name, explain, testId, children }: FigureProps) {
  return (
    <div>
      <dt className="text-muted text-xs" {...(explain === undefined ? {} : { title: explain })}>
        {name}
      </dt>
      <dd className="figure text-base" {...(testId === undefined ? {} : { 'data-testid': testId })}>
        {children}
      </dd>
    </div>
  )
}
