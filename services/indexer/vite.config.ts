import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Ponder loads its files with Vite; what they import of the repository's other folders is found here. */
const config = { resolve: { alias: { '@': repository } } }

export default config
