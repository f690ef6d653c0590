import { settleOrAbort } from "../lib/abort.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { ConnectionClosedError } from "../transport/connection-closed-error.js";
import type { Closing } from "./subscription.js";
import type { ThreadRecord } from "./thread-record.js";
import type { ThreadRecords } from "./thread-records.js";
import { interruptQuietly } from "./turn-control.js";

/** How long the turns of a thread that is let go of may take to end, in milliseconds. */
const longestEndMs = 10_000;

/** What threads are let go of through. */
interface Host {
  readonly records: ThreadRecords;
  readonly call: ProtocolCall;
  close(threadId: string, why: Closing): void;
}

/** Threads that are let go of at the wish of their last handle: what runs there is stopped, and nothing more is told of them. */
export class Departures {
  readonly #host: Host;
  readonly #leaving = new Map<string, Promise<void>>();
  #isClosing = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Whether the client itself is being let go of. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** The client itself is being let go of: no turn begins any more. */
  refuseTurns(): void {
    this.#isClosing = true;
  }

  /** @throws ConnectionClosedError where no turn may begin. */
  refuseIfClosing(): void {
    if (!this.#isClosing) return;
    const message = "This client is being closed: no turn begins any more.";
    throw new ConnectionClosedError(message, { reason: "closed" });
  }

  async letGo(record: ThreadRecord): Promise<void> {
    const leaving = this.#letGo(record);
    this.#leaving.set(record.id, leaving);
    try {
      await leaving;
    } finally {
      if (this.#leaving.get(record.id) === leaving) this.#leaving.delete(record.id);
    }
  }

  /** What to wait for before a thread is opened: the server may take two requests about it in either order. */
  leaving(threadId: string): Promise<void> | undefined {
    return this.#leaving.get(threadId);
  }

  async #letGo(record: ThreadRecord): Promise<void> {
    const running = record.runningTurns;
    for (const turn of running) interruptQuietly(this.#host, turn);
    const ended = Promise.allSettled(running.map((turn) => turn.ended));
    // A server that does not answer keeps nobody from letting go.
    if (running.length > 0)
      await settleOrAbort(ended, AbortSignal.timeout(longestEndMs)).catch(() => undefined);
    // Somebody may have opened it again meanwhile, or be about to.
    if (this.#host.records.isTaken(record)) return;
    const close = (): void => {
      this.#host.close(record.id, "closedByClient");
    };
    if (record.subscription.name !== "subscribed") return close();
    // A server that is gone tells of nothing either.
    await this.#host.call("thread/unsubscribe", { threadId: record.id }, { onResult: close }).catch(close);
  }
}
