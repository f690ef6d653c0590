import { longestTimer } from "../../lib/deadline.js";
import { signalTree } from "./process-tree.js";
import type { SpawnedRuntime } from "./spawn-runtime.js";

/**
 * How long a runtime that was asked to go is left alone before it is asked harder. The real one needs less than
 * 100 ms after the end of its stdin.
 *
 * @example
 * ```ts
 * stdioTransport({ shutdown: { stdinGraceMs: 500, termGraceMs: 500 } });
 * ```
 */
export interface ShutdownGraces {
  /** From the end of stdin to SIGTERM, in milliseconds. Default 2000; Infinity: it is never pressed. */
  readonly stdinGraceMs?: number | undefined;
  /** From SIGTERM to SIGKILL, in milliseconds. Default 2000; Infinity: it is never killed. */
  readonly termGraceMs?: number | undefined;
}

/** SIGTERM after a grace, SIGKILL after another, to the whole tree; until stopped. */
export class Escalation {
  #timer: NodeJS.Timeout;
  #pressed = false;

  constructor({ child, pid }: SpawnedRuntime, { stdinGraceMs = 2000, termGraceMs = 2000 }: ShutdownGraces) {
    this.#timer = setTimeout(() => {
      this.#pressed = true;
      signalTree(pid, "SIGTERM");
      this.#timer = setTimeout(() => {
        signalTree(pid, "SIGKILL");
        // Deno lets no group be signalled, but a child of one's own, where only some programs may be run.
        child.kill("SIGKILL");
      }, bounded(termGraceMs));
    }, bounded(stdinGraceMs));
  }

  /** Whether the process had to be signalled. */
  get pressed(): boolean {
    return this.#pressed;
  }

  /** To be called as soon as the process is reaped, when its number is free for others. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** A longer wait would make a Node timer fire at once. */
function bounded(ms: number): number {
  return Math.min(ms, longestTimer);
}
