// `npm run dev`: the same system with the development server, which follows changes of the sources.
import { runStack } from './demo/run'

await runStack('development')
