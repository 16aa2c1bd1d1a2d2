import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const alias = {
  '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, ''),
  // The marker package throws outside a server bundle; unit tests are the server here.
  'server-only': fileURLToPath(new URL('./node_modules/server-only/empty.js', import.meta.url)),
}
const roots = '{lib,services,scripts,components,app}'

export default defineConfig({
  test: {
    // On a machine that does other things too, five seconds are no sign of a fault.
    testTimeout: 30_000,
    // The longest of them wait for chains and services most of the time.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        resolve: { alias },
        // They keep nothing in modules, and to load these again for each file took a third of the time.
        test: { name: 'node', environment: 'node', include: [`${roots}/**/*.test.ts`], isolate: false },
      },
      {
        extends: true,
        resolve: { alias },
        test: { name: 'browser', environment: 'jsdom', include: [`${roots}/**/*.test.tsx`] },
      },
    ],
  },
})
