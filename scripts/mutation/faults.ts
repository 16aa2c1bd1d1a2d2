/** One planted fault: an expression or a statement of a source and what it becomes. */
export interface Fault {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly kind: string
  readonly before: string
  readonly after: string
}

interface Region {
  readonly start: number
  readonly end: number
  readonly faults: readonly Fault[]
  /** Whether the faults replace a statement, which can only be left out. */
  readonly statement: boolean
}

const swaps: readonly (readonly [RegExp, string, string])[] = [
  [/ \+ /g, ' - ', 'plus to minus'],
  [/ - /g, ' + ', 'minus to plus'],
  [/ \* /g, ' / ', 'times to divided by'],
  [/ \/ /g, ' * ', 'divided by to times'],
  [/ < /g, ' <= ', 'bound'],
  [/ <= /g, ' < ', 'bound'],
  [/ > /g, ' >= ', 'bound'],
  [/ >= /g, ' > ', 'bound'],
  [/ == /g, ' != ', 'equality'],
  [/ != /g, ' == ', 'equality'],
  [/ && /g, ' || ', 'and to or'],
  [/ \|\| /g, ' && ', 'or to and'],
  [/ulDivUp\(/g, 'ulDiv(', 'rounding down'],
  [/ulDiv\(/g, 'ulDivUp(', 'rounding up'],
  [/ulWadUp\(/g, 'ulWad(', 'rounding down'],
  [/Rounding\.Ceil/g, 'Rounding.Floor', 'rounding down'],
  [/Rounding\.Floor/g, 'Rounding.Ceil', 'rounding up'],
]

const openings: readonly (readonly [RegExp, 'condition' | 'check' | 'value' | 'statement'])[] = [
  [/^ {8,}if \(/gm, 'condition'],
  [/^ {8,}require\(/gm, 'check'],
  [/^ {8,}return (?!\(|;)/gm, 'value'],
  [/^ {8,}(?:[\w.]+(?: memory)? )?[\w.[\]]+ [+-]?= (?!\()/gm, 'value'],
  [/^ {8,}(?=[\w.[\]]+ [+-]?= |(?!require|revert|emit|if|for|return|assembly|unchecked)[\w.]+\()/gm, 'statement'],
]

/** Every fault the rules know for one source, in the order of the text; ids count on from `firstId`. */
export function faultsOf(file: string, source: string, firstId: number): Region[] {
  const regions: Region[] = []
  let id = firstId
  for (const [opening, role] of openings) {
    for (const match of source.matchAll(opening)) {
      const start = match.index + match[0].length
      const end = role === 'statement' ? source.indexOf('\n', start) : endOfExpression(source, start)
      const before = source.slice(start, end)
      if (role === 'statement' && !(before.endsWith(';') && /[;{}]\s*$/.test(source.slice(0, match.index)))) continue
      const line = source.slice(0, start).split('\n').length
      const faults = variants(before, role).map(([after, kind]) => ({ id: id++, file, line, kind, before, after }))
      if (faults.length > 0) regions.push({ start, end, faults, statement: role === 'statement' })
    }
  }
  return regions
}

/** The source with every chosen fault in it, asleep until the block's coinbase names it. */
export function plant(source: string, regions: readonly Region[], chosen: ReadonlySet<number>): string {
  let text = source
  const taken: Region[] = []
  for (const region of [...regions].sort((a, b) => b.start - a.start)) {
    const faults = region.faults.filter(({ id }) => chosen.has(id))
    if (faults.length === 0 || taken.some((other) => other.start < region.end && region.start < other.end)) continue
    taken.push(region)
    const before = flat(source.slice(region.start, region.end))
    const planted = region.statement
      ? faults.reduce((inner, { id }) => `if (!Mutant.on(${id})) { ${inner} }`, before)
      : `(${faults.map(({ id, after }) => `Mutant.on(${id}) ? (${flat(after)}) : `).join('')}(${before}))`
    text = text.slice(0, region.start) + planted + text.slice(region.end)
  }
  return text
}

function variants(before: string, role: string): (readonly [string, string])[] {
  if (role === 'statement') return [['', 'statement left out']]
  const found: (readonly [string, string])[] = []
  if (role === 'check') found.push(['true', 'check left out'])
  if (role === 'condition') found.push([`!(${before})`, 'condition negated'])
  for (const [pattern, replacement, kind] of swaps) {
    for (const match of before.matchAll(pattern)) {
      const after = before.slice(0, match.index) + replacement + before.slice(match.index + match[0].length)
      found.push([after, kind])
    }
  }
  return found
}

/** Where the expression that begins at `start` ends: at a comma, a semicolon or a bracket that closes what is outside it. */
function endOfExpression(source: string, start: number): number {
  let depth = 0
  for (let i = start; i < source.length; i++) {
    const char = source.charAt(i)
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char) && depth-- === 0) return i
    if (depth === 0 && ',;'.includes(char)) return i
  }
  return source.length
}

function flat(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}
