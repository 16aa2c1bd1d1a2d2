// Prices one perpetual option with the fixed-point module and prints one JSON object of decimal strings:
// npm run --silent quote -- --spot 65000 --strike 70000 --vol 0.55 --period-days 7 --kind call
import { runQuote } from './quote/command'

const { code, stdout, stderr } = runQuote(process.argv.slice(2))
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = code
