import type { Warning } from "../diagnostics/warning.js";
import { UsageError } from "../errors/usage-error.js";
import { callListener } from "../lib/emitter.js";
import type { Notification } from "../rpc/messages.js";
import { readWarning } from "./read-warning.js";

/** How many are kept. A runtime that warns without end fills no memory. */
const KEPT = 100;

/** The warnings of a client: keeps the newest, and calls `onWarning` with each once the caller of `connect` has the client. */
export class Warnings {
  readonly #onWarning: ((warning: Warning) => void) | undefined;
  readonly #addedOnce = new Set<string>();
  #newest: readonly Warning[] = [];
  /** How many of the newest `onWarning` is still to be called with; `undefined` once it is called with each at once. */
  #held: number | undefined = 0;

  /** @throws UsageError for an `onWarning` that is no function. */
  constructor(onWarning: ((warning: Warning) => void) | undefined) {
    // Types are not trusted: plain JavaScript gives one too.
    if (onWarning !== undefined && typeof onWarning !== "function") {
      throw new UsageError("onWarning", "Codex.connect: onWarning must be a function.");
    }
    this.#onWarning = onWarning;
  }

  /** The oldest first. The list is replaced when there is another, never changed. */
  get newest(): readonly Warning[] {
    return this.#newest;
  }

  /** Takes a notification of the runtime that is a warning, or may be. */
  observe(notification: Notification): void {
    const warning = readWarning(notification);
    if (warning !== undefined) this.add(warning);
  }

  /** Adds a warning unless one in the same words was added this way before. */
  addOnce(untimed: Omit<Warning, "at">): void {
    if (this.#addedOnce.has(untimed.message) || this.#addedOnce.size >= KEPT) return;
    this.#addedOnce.add(untimed.message);
    this.add(untimed);
  }

  /** Adds a warning, of now. */
  add(untimed: Omit<Warning, "at">): void {
    const warning = { ...untimed, at: Date.now() };
    this.#newest = [...this.#newest, warning].slice(-KEPT);
    if (this.#held === undefined) this.#emit(warning);
    else this.#held = Math.min(this.#held + 1, KEPT);
  }

  /** To be called in the tick in which the client is returned. */
  connected(): void {
    // The promise that `connect` gave is settled by then, and what awaits it runs next.
    queueMicrotask(() => {
      if (this.#held === 0) this.#held = undefined;
      // A listener finds the client in the variable that it was assigned to, however many promises handed it on.
      else setImmediate(() => this.#release());
    });
  }

  #release(): void {
    const held = this.#newest.slice(this.#newest.length - (this.#held ?? 0));
    this.#held = undefined;
    for (const warning of held) this.#emit(warning);
  }

  #emit(warning: Warning): void {
    if (this.#onWarning !== undefined) callListener(this.#onWarning, warning);
  }
}
