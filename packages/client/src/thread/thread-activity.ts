import { Deferred } from "../rpc/deferred.js";

/** Which turns run on a thread, as far as the server has told: also those that this client did not start. */
export class ThreadActivity {
  readonly #running = new Set<string>();
  /** It runs something, but which turn has not been told. */
  #active = false;
  #quiet: Deferred<undefined> | undefined;

  started(turnId: string): void {
    this.#running.add(turnId);
  }

  completed(turnId: string): void {
    this.#running.delete(turnId);
    this.#active = false;
    this.#tell();
  }

  /** The thread runs nothing, or is not even loaded. */
  stopped(): void {
    this.#running.clear();
    this.#active = false;
    this.#tell();
  }

  /** The response that opens the thread says that it runs something; `turnIds`, if it lists turns at all. */
  found(turnIds: readonly string[]): void {
    for (const id of turnIds) this.#running.add(id);
    this.#active = this.#running.size === 0;
  }

  /** Resolves when nothing runs; `undefined` where nothing does. */
  quiet(): Promise<undefined> | undefined {
    if (this.idle) return undefined;
    this.#quiet ??= new Deferred();
    return this.#quiet.promise;
  }

  /** Whether nothing runs. */
  get idle(): boolean {
    return this.#running.size === 0 && !this.#active;
  }

  #tell(): void {
    if (!this.idle) return;
    this.#quiet?.resolve(undefined);
    this.#quiet = undefined;
  }
}
