/** A flow ends for a reason that is not an error of chain or wallet; in words. */
export class FlowStop extends Error {
  constructor(
    readonly title: string,
    readonly action: string,
  ) {
    super(title)
  }
}
