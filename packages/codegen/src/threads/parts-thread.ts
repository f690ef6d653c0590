import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { receiveError, type SentError } from "../errors/sent-error.js";

/** What a thread tells of its work: the parts in order, and how they end. */
export type PartsMessage<Part> =
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: SentError };

/** Another thread that is given a task and hands back what it makes of it, part by part. `servePartsOf` is its other side. */
export class PartsThread<Task, Part> {
  readonly #worker: Worker;
  readonly #messages: AsyncIterable<[PartsMessage<Part>]>;

  /** @param entry The module that the thread runs. */
  constructor(entry: URL) {
    // Flags of Node's belong to the program that calls: some, such as --input-type, a thread refuses.
    this.#worker = new Worker(entry, { execArgv: [] });
    // From the start, so that a thread which fails before it is asked anything is known to have failed when it is.
    this.#messages = on(this.#worker, "message", { close: ["exit"] }) as AsyncIterable<[PartsMessage<Part>]>;
  }

  /** The parts of a task; rejects with what fails it. */
  async *run(task: Task): AsyncGenerator<Part> {
    this.#worker.postMessage(task);
    for await (const [message] of this.#messages) {
      if (message.kind === "done") return;
      if (message.kind === "failed") throw receiveError(message.error);
      yield message.part;
    }
    throw new Error("A thread ended before its work was done.");
  }

  /** Ends the thread, whatever it is at. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
