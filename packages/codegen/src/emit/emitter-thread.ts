import { PartsThread } from "../threads/parts-thread.js";
import type { EmittedPart, Emitter, Models } from "./emit.js";

/** Loads ts-morph and emits in a second thread, while this one reads the schema and formats what has been emitted. */
export class EmitterThread implements Emitter {
  readonly #thread: PartsThread<Models, EmittedPart>;

  /** @param entry The module that the thread runs. */
  constructor(entry = new URL("./emitter-entry.js", import.meta.url)) {
    this.#thread = new PartsThread(entry);
  }

  emit(models: Models): AsyncGenerator<EmittedPart> {
    return this.#thread.run(models);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
