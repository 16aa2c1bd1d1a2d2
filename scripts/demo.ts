// `npm run demo`: the whole system from the production build.
import { runStack } from './demo/run'

await runStack('production')
