import { existsSync } from 'node:fs'
import next from 'eslint-config-next/core-web-vitals'
import boundaries from 'eslint-plugin-boundaries'
import tseslint from 'typescript-eslint'
import { noBareBigintDivision } from './tools/eslint/no-bare-bigint-division.js'

const typescript = ['**/*.ts', '**/*.tsx']
const tests = ['**/*.test.ts', '**/*.test.tsx', 'e2e/**']

/** What each layer may import besides itself (docs: "Dependencies point one way"). */
const layers = {
  core: { pattern: 'lib/core', uses: [] },
  env: { pattern: 'lib/env', uses: [] },
  abi: { pattern: 'contracts-abi', uses: [] },
  chain: { pattern: 'lib/chain', uses: ['core', 'abi'] },
  query: { pattern: 'lib/query', uses: ['core', 'chain', 'abi', 'flows'] },
  flows: { pattern: 'lib/flows', uses: ['core', 'chain', 'abi'] },
  server: { pattern: 'lib/server', uses: ['core', 'chain', 'env', 'abi'] },
  services: { pattern: 'services', uses: ['core', 'chain', 'env', 'abi'] },
  components: { pattern: 'components', uses: ['core', 'chain', 'abi', 'query', 'flows'] },
  app: { pattern: 'app', uses: ['core', 'chain', 'env', 'abi', 'query', 'flows', 'server', 'components'] },
  scripts: { pattern: 'scripts', uses: ['core', 'chain', 'env', 'abi', 'server', 'services'] },
  e2e: { pattern: 'e2e', uses: ['core', 'chain', 'abi', 'scripts'] },
}

const allowances = Object.entries(layers).map(([type, { uses }]) => ({
  from: { element: { type } },
  allow: { to: { element: { types: { anyOf: [type, ...uses] } } } },
}))

const direction = {
  files: Object.values(layers).map(({ pattern }) => `${pattern}/**/*.{ts,tsx}`),
  plugins: { boundaries },
  settings: {
    'boundaries/elements': Object.entries(layers).map(([type, { pattern }]) => ({
      type,
      pattern,
      partialMatch: false,
    })),
    'boundaries/files': [{ category: 'test', pattern: ['**/*.test.ts', '**/*.test.tsx'] }],
    'import/resolver': { typescript: { project: './tsconfig.json' } },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        checkAllOrigins: true,
        policies: [
          ...allowances,
          { allow: { to: { module: { origin: ['external', 'core'] } } } },
          // The core is pure: no package and nothing of Node but in its tests.
          {
            from: { element: { type: 'core' } },
            disallow: { to: { module: { origin: ['external', 'core'] } } },
          },
          {
            from: { file: { categories: 'test' } },
            allow: { to: { module: { origin: ['local', 'external', 'core'] } } },
          },
        ],
      },
    ],
  },
}

const strict = {
  files: typescript,
  extends: [tseslint.configs.strictTypeChecked],
  plugins: { undated: { rules: { 'no-bare-bigint-division': noBareBigintDivision } } },
  languageOptions: {
    parserOptions: {
      project: ['tsconfig.json', 'services/indexer/tsconfig.json'],
      tsconfigRootDir: import.meta.dirname,
    },
  },
  rules: {
    // `if (amount)` must not take 0n or 0 for "missing".
    '@typescript-eslint/strict-boolean-expressions': [
      'error',
      { allowNumber: false, allowNullableBoolean: true, allowNullableString: true },
    ],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    '@typescript-eslint/no-confusing-void-expression': [
      'error',
      { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
    ],
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    '@typescript-eslint/require-await': 'off',
    'undated/no-bare-bigint-division': 'error',
    'max-lines': ['error', { max: 500, skipBlankLines: false, skipComments: false }],
    eqeqeq: 'error',
    'no-console': 'error',
  },
}

/** The indexer's packages are its own; without them nothing is known of its types. `npm run indexer` and `npm test` install them. */
const indexer = ['services/indexer/src/**', 'services/indexer/ponder*', 'services/indexer/types.d.ts']
const indexerInstalled = existsSync(new URL('services/indexer/node_modules/ponder', import.meta.url))

export default tseslint.config(
  { ignores: indexerInstalled ? ['services/indexer/ponder-env.d.ts'] : indexer },
  {
    ignores: [
      '**/node_modules/**',
      '.next/**',
      '.undated/**',
      'node_modules/**',
      'contracts-abi/**',
      'next-env.d.ts',
      'test-results/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...next,
  { rules: { '@next/next/no-html-link-for-pages': 'off' } },
  strict,
  direction,
  // Programs for the command line speak on the console; so does nothing else.
  { files: ['scripts/**', 'services/**/main.ts'], rules: { 'no-console': 'off' } },
  // A test may divide as it likes and asserts what it has just set up.
  {
    files: tests,
    rules: {
      'undated/no-bare-bigint-division': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // No React there; a function may well be called `use`.
  { files: ['e2e/**', 'scripts/**', 'services/**'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
)
