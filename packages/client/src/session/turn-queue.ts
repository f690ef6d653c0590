import { settleOrAbort } from "../lib/abort.js";
import { Deferred } from "../lib/deferred.js";

/** A start under way. */
export interface Started<T> {
  /** May reject, where its caller gives up, while the turn goes on. */
  readonly value: Promise<T>;
  /** Settles when the next may start. */
  readonly over: Promise<unknown>;
}

/**
 * One turn at a time: a `turn/start` on a busy thread would not start a turn but steer the one that runs, be it this
 * client's, another's, or one that a goal has started.
 */
export class TurnQueue {
  readonly #busy: () => Promise<unknown> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param busy What to wait for before a turn is started; `undefined` where it can be. */
  constructor(busy: () => Promise<unknown> | undefined) {
    this.#busy = busy;
  }

  /**
   * Calls `start` when every turn before it is over, and nobody else's runs. `start` answers with what its caller gets
   * and with the promise that the turn is over.
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
    const turn = before.then(async () => {
      const started = await this.#start(signal, start).catch((error: unknown) => {
        leave();
        throw error;
      });
      void started.over.then(leave, leave);
      return started.value;
    });
    return settleOrAbort(turn, signal);
  }

  async #start<T>(signal: AbortSignal | undefined, start: () => Started<T>): Promise<Started<T>> {
    signal?.throwIfAborted();
    for (let busy = this.#busy(); busy !== undefined; busy = this.#busy()) await settleOrAbort(busy, signal);
    return start();
  }
}
