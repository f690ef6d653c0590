import { Deferred } from "../rpc/deferred.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";

/**
 * One turn at a time: a `turn/start` on a busy thread would not start a turn but steer the one that runs.
 */
export class TurnQueue {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Calls `start` when every turn before it is over. `start` answers with what its caller gets and with the promise that
   * the turn is over.
   *
   * @throws what `start` throws; `signal.reason` if aborted before its turn comes, in which case it is not called.
   */
  async enter<T>(signal: AbortSignal | undefined, start: () => Started<T>): Promise<T> {
    const before = this.#last;
    const place = new Deferred<undefined>();
    const leave = (): void => {
      place.resolve(undefined);
    };
    this.#last = place.promise;
    // Whoever gives up waiting must still hold its place until those before it are through.
    const turn = before.then(() => {
      try {
        signal?.throwIfAborted();
        const started = start();
        void started.over.then(leave, leave);
        return started.value;
      } catch (error) {
        leave();
        throw error;
      }
    });
    return settleOrAbort(turn, signal);
  }
}

/** A start under way. */
export interface Started<T> {
  readonly value: Promise<T>;
  /** Settles when the next may start. */
  readonly over: Promise<unknown>;
}
