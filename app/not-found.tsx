import Link from 'next/link'

export default function NotFound() {
  return (
    <section className="card mt-6 p-6">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="mt-2">
        Go to{' '}
        <Link href="/trade" className="underline">
          Trade
        </Link>
        .
      </p>
    </section>
  )
}
