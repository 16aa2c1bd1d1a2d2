'use client'

/** The last resort, when even the layout cannot be drawn. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <h1>Undated failed to draw</h1>
        <p>Your funds are not affected: they are in the contracts.</p>
        <button type="button" onClick={reset}>
          Draw it again
        </button>
      </body>
    </html>
  )
}
