// Measures which branches of the contracts the tests take, and names the others. Prints `coverage.branches <n> % >=95`.
// The invariants and the gas figures are left out; what runs is not optimised, so one test of gas may fail here.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { branchesOf } from './coverage/lcov'
import { formatFigure, keepsLimit, recordFigures } from './lib/figures'
import { binary, root, stateRoot } from './lib/paths'

const report = join(stateRoot, 'coverage', 'lcov.info')
const gasOfUnoptimisedCode = 'test_prepare_byAnyoneLeavesLessForTheGovernor'
const args = ['coverage', '--report', 'lcov', '--report-file', report, '--exclude-tests']
const filters = ['--no-match-path', 'contracts/test/{invariant,gas}/*', '--no-match-test', gasOfUnoptimisedCode]

mkdirSync(join(stateRoot, 'coverage'), { recursive: true })
rmSync(report, { force: true })
const env = { ...process.env, FOUNDRY_PROFILE: 'coverage' }
spawnSync(binary('forge'), [...args, ...filters], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })

const { found, hit, missed } = branchesOf(readFileSync(report, 'utf8'), 'contracts/src/', ['contracts/src/demo/'])
const percent = Math.floor((hit * 10_000) / found) / 100
for (const place of missed) console.log(`never taken: ${place}`)
const figure = { name: 'coverage.branches', value: percent, unit: '%', limit: '>=95' }
recordFigures('coverage', [figure])
console.log(formatFigure(figure))
process.exitCode = keepsLimit(figure) ? 0 : 1
