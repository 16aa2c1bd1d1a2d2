/** One server-sent event, already written out. */
export interface StreamEvent {
  readonly name: string
  readonly id: string | undefined
  /** One line of JSON. */
  readonly data: string
}

export interface StreamHubSettings {
  /** Streams open at once on this instance. */
  readonly maxClients: number
  /** Streams open at once for one client address. */
  readonly maxPerClient: number
  readonly heartbeatMs: number
  /** Bytes that a slow client may leave unread before it is let go; it reconnects to the newest state. */
  readonly maxBufferedBytes: number
}

export interface StreamHub {
  /** Opens a stream that starts with `first`; undefined when too many are open. */
  open(client: string, first: readonly StreamEvent[], signal: AbortSignal): ReadableStream<Uint8Array> | undefined
  publish(event: StreamEvent): void
  clientCount(): number
  close(): void
}

interface Subscriber {
  readonly client: string
  readonly controller: ReadableStreamDefaultController<Uint8Array>
}

const encoder = new TextEncoder()
const heartbeat = encoder.encode(': still here\n\n')

/** Writes an event in the form of server-sent events. */
export function encodeEvent({ name, id, data }: StreamEvent): Uint8Array {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return encoder.encode(`event: ${name}\n${idLine}data: ${data}\n\n`)
}

/** Hands each event to every open stream; each event is written out once, however many listen. */
export function createStreamHub(settings: StreamHubSettings): StreamHub {
  const subscribers = new Set<Subscriber>()
  let timer: NodeJS.Timeout | undefined

  const leave = (subscriber: Subscriber): void => {
    if (!subscribers.delete(subscriber)) return
    if (subscribers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  const letGo = (subscriber: Subscriber): void => {
    leave(subscriber)
    subscriber.controller.close()
  }

  const send = (bytes: Uint8Array): void => {
    for (const subscriber of [...subscribers]) {
      const room = subscriber.controller.desiredSize ?? 0
      if (room <= 0) letGo(subscriber)
      else subscriber.controller.enqueue(bytes)
    }
  }

  const join = (subscriber: Subscriber, first: readonly StreamEvent[], signal: AbortSignal): void => {
    subscribers.add(subscriber)
    signal.addEventListener('abort', () => subscribers.has(subscriber) && letGo(subscriber), { once: true })
    for (const event of first) subscriber.controller.enqueue(encodeEvent(event))
    timer ??= setInterval(() => send(heartbeat), settings.heartbeatMs).unref()
  }

  const isFull = (client: string): boolean => {
    const own = [...subscribers].filter((subscriber) => subscriber.client === client)
    return subscribers.size >= settings.maxClients || own.length >= settings.maxPerClient
  }

  return {
    open: (client, first, signal) => {
      if (isFull(client) || signal.aborted) return undefined
      let subscriber: Subscriber | undefined
      return new ReadableStream<Uint8Array>(
        {
          start: (controller) => {
            subscriber = { client, controller }
            join(subscriber, first, signal)
          },
          cancel: () => subscriber && leave(subscriber),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: settings.maxBufferedBytes }),
      )
    },
    publish: (event) => send(encodeEvent(event)),
    clientCount: () => subscribers.size,
    close: () => [...subscribers].forEach(letGo),
  }
}
