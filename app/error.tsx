'use client'

export default function ErrorPage({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <section className="card mt-6 p-6" role="alert">
      <h1 className="text-lg font-semibold">This page failed to draw</h1>
      <p className="mt-2">Your funds are not affected: they are in the contracts.</p>
      <button type="button" className="button button-primary mt-4" onClick={reset}>
        Draw it again
      </button>
    </section>
  )
}
