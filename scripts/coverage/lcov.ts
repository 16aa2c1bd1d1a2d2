export interface Branches {
  readonly found: number
  readonly hit: number
  /** `file:line` of each branch that no test takes. */
  readonly missed: readonly string[]
}

/** The branches of the sources under `folder`, from a report in lcov's format. */
export function branchesOf(lcov: string, folder: string, except: readonly string[]): Branches {
  const missed: string[] = []
  let found = 0
  let file = ''
  for (const line of lcov.split('\n')) {
    if (line.startsWith('SF:')) file = line.slice(3)
    const branch = /^BRDA:(\d+),\d+,\d+,(.+)$/.exec(line)
    if (branch === null || !file.startsWith(folder) || except.some((part) => file.includes(part))) continue
    found++
    if (branch[2] === '-' || branch[2] === '0') missed.push(`${file}:${branch[1]}`)
  }
  return { found, hit: found - missed.length, missed }
}
