/// <reference types="ponder/virtual" />
/* eslint-disable @typescript-eslint/consistent-type-imports -- an import would make these declarations a module's own */

declare module 'ponder:internal' {
  const config: typeof import('./ponder.config.ts')
  const schema: typeof import('./ponder.schema.ts')
}

declare module 'ponder:schema' {
  export * from './ponder.schema.ts'
}
