import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { receiveError, type SentError } from "../errors/sent-error.js";
import type { EmittedPart, Emitter, Models } from "./emit.js";

/** What the thread tells: its parts in order, and how they end. */
export type EmitterMessage =
  | { readonly kind: "emitted"; readonly part: EmittedPart }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: SentError };

/** Loads ts-morph and emits in a second thread, while this one reads the schema and formats what has been emitted. */
export class EmitterThread implements Emitter {
  readonly #worker: Worker;
  readonly #messages: AsyncIterable<[EmitterMessage]>;

  /** @param entry The module that the thread runs. */
  constructor(entry = new URL("./emitter-entry.js", import.meta.url)) {
    // Flags of Node's belong to the program that calls: some, such as --input-type, a thread refuses.
    this.#worker = new Worker(entry, { execArgv: [] });
    // From the start, so that a thread which fails before it is asked anything is known to have failed when it is.
    this.#messages = on(this.#worker, "message", { close: ["exit"] }) as AsyncIterable<[EmitterMessage]>;
  }

  async *emit(models: Models): AsyncGenerator<EmittedPart> {
    this.#worker.postMessage(models);
    for await (const [message] of this.#messages) {
      if (message.kind === "done") return;
      if (message.kind === "failed") throw receiveError(message.error);
      yield message.part;
    }
    throw new Error("The thread that emits ended before its work was done.");
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
