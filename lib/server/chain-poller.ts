/** What the poller asks of the chain. Each call ends within a time of its own. */
export interface ChainReader<Data> {
  /** Throws when the node serves another chain or the addresses hold no code (RELIABILITY F7). */
  verify(): Promise<void>
  blockNumber(): Promise<bigint>
  /** Everything that pages show, as of the newest block. */
  read(): Promise<{ readonly blockNumber: bigint; readonly data: Data }>
}

/** What is known of the chain, and since when. Times are this machine's, in milliseconds since the epoch. */
export interface ChainState<Data> {
  /** The last data read; kept while the node is out of reach. */
  readonly data: Data | undefined
  readonly blockNumber: bigint | undefined
  /** When the node last answered. */
  readonly answeredAt: number | undefined
  /** Why the last attempt failed, for the log and `/health`; never sent to clients as it is. */
  readonly failure: unknown
}

export interface PollerSettings<Data> {
  readonly reader: ChainReader<Data>
  /** Milliseconds between two questions for the newest block. */
  readonly intervalMs: number
  readonly now: () => number
  readonly onData: (data: Data) => void
  /** Told when the node starts and when it stops failing. */
  readonly onHealth: (failure: unknown) => void
}

export interface ChainPoller<Data> {
  state(): ChainState<Data>
  /** Asks now; used by the timer and by tests. Never throws, never overlaps itself. */
  poll(): Promise<void>
  start(): void
  stop(): void
}

/** Reads the chain once per new block and keeps the last answer, however long the node is away. */
export function createChainPoller<Data>(settings: PollerSettings<Data>): ChainPoller<Data> {
  const { reader, now } = settings
  let state: ChainState<Data> = {
    data: undefined,
    blockNumber: undefined,
    answeredAt: undefined,
    failure: undefined,
  }
  let verified = false
  let underWay: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const readOnce = async (): Promise<void> => {
    if (!verified) await reader.verify()
    verified = true
    const newest = await reader.blockNumber()
    if (newest === state.blockNumber) {
      state = { ...state, answeredAt: now(), failure: undefined }
      return
    }
    const { blockNumber, data } = await reader.read()
    state = { data, blockNumber, answeredAt: now(), failure: undefined }
    settings.onData(data)
  }

  const attempt = async (): Promise<void> => {
    const failedBefore = state.failure !== undefined
    try {
      await readOnce()
      if (failedBefore) settings.onHealth(undefined)
    } catch (failure) {
      // The node may come back as another one, so it is checked again.
      verified = false
      state = { ...state, failure }
      if (!failedBefore) settings.onHealth(failure)
    } finally {
      underWay = undefined
    }
  }

  const poll = (): Promise<void> => (underWay ??= attempt())
  return {
    state: () => state,
    poll,
    start: () => {
      void poll()
      timer ??= setInterval(() => void poll(), settings.intervalMs)
      timer.unref()
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
    },
  }
}
