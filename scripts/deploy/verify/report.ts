/** What was compared with what was configured, and every difference in words. */
export class Report {
  private compared = 0
  private readonly differences: string[] = []
  private readonly remarks: string[] = []

  get count(): number {
    return this.compared
  }

  get faults(): readonly string[] {
    return this.differences
  }

  /** What is no fault and should be known. */
  get notes(): readonly string[] {
    return this.remarks
  }

  note(remark: string): void {
    this.remarks.push(remark)
  }

  /** Numbers may differ in kind (bigint or not), addresses and hashes in their letters' case. */
  expect(found: unknown, wanted: unknown, what: string): void {
    this.compared += 1
    if (plain(found) !== plain(wanted)) this.differences.push(`${what} is ${String(found)}, not ${String(wanted)}`)
  }

  /** Every wanted value is found under its name. */
  expectAll(found: object, wanted: object, what: string): void {
    const values = found as Readonly<Record<string, unknown>>
    for (const [name, value] of Object.entries(wanted)) this.expect(values[name], value, `${name} of ${what}`)
  }

  /** Something that must not be there at all. */
  reject(what: string): void {
    this.compared += 1
    this.differences.push(what)
  }
}

function plain(value: unknown): string {
  return String(value).toLowerCase()
}
