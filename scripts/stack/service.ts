import { signalGroup } from '@/scripts/lib/groups'
import { type ProcessSpec, type RunningProcess, launch, tail } from '@/scripts/lib/processes'
import { waitUntilReady } from './health'

export interface ServiceSpec extends ProcessSpec {
  readonly timeoutMs: number
  /** Answers true once the service can be used. */
  readonly probe: () => Promise<boolean>
}

/** A long-running part of the system that can be stopped and started again, as operations and tests do. */
export class Service {
  /** Settles with words when the process ends without having been asked to. */
  readonly crashed: Promise<string>
  private process: RunningProcess | undefined
  private reportCrash: (words: string) => void = () => undefined

  constructor(private readonly spec: ServiceSpec) {
    this.crashed = new Promise((resolve) => {
      this.reportCrash = resolve
    })
  }

  async start(): Promise<void> {
    const process = launch({ ...this.spec, append: this.process !== undefined })
    this.process = process
    void process.exited.then((code) => this.onExit(process, code))
    await waitUntilReady({ process, timeoutMs: this.spec.timeoutMs, probe: this.spec.probe })
  }

  async stop(): Promise<void> {
    const process = this.process
    this.stopping = process
    await process?.stop()
  }

  /** Ends it without a chance to save anything, as a crash would. */
  async kill(): Promise<void> {
    const process = this.process
    if (process === undefined) return
    this.stopping = process
    signalGroup(process.pid, 'SIGKILL')
    await process.stop()
  }

  /** The process that is being stopped on purpose. */
  private stopping: RunningProcess | undefined

  private onExit(process: RunningProcess, code: number): void {
    if (this.stopping === process) return
    this.reportCrash(`The ${process.name} ended with code ${String(code)}:\n${tail(process.logFile)}`)
  }
}
