/** Begins to follow chain and prices as the server starts, not with the first visitor. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { getServerData } = await import('@/lib/server/runtime')
  await getServerData().whenReady()
}
