import { isError } from "../errors/is-error.js";
import type { TracingChannel } from "node:diagnostics_channel";

/**
 * How an operation failed, as far as it can be told without repeating what was sent: messages of the server may quote that.
 *
 * @example
 * ```ts
 * const failure: DiagnosticsFailure = { name: "InvalidRequestError", code: -32600 };
 * ```
 */
export interface DiagnosticsFailure {
  /** The name of the error that the caller gets. */
  readonly name: string;
  /** The JSON-RPC code, where the server refused. */
  readonly code?: number;
}

/**
 * What all events of tracing channels have. A channel is given it twice: the declarations of Node 26 have the type of the
 * store second, those of Node 20 first.
 */
export interface Traced {
  error?: DiagnosticsFailure;
}

/** An event while it is filled in; to subscribers it is read-only. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Runs an asynchronous operation as Node's `tracePromise` would: `start` and `end` around the call, `asyncStart` and `asyncEnd`
 * when it is settled, `error` before them if it failed. The event never gets the result. Costs nothing while nobody subscribes.
 */
export function trace<T>(
  channel: TracingChannel<Traced, Traced>,
  event: () => Traced,
  run: () => Promise<T>,
): Promise<T> {
  return channel.hasSubscribers ? traced(channel, event(), run) : run();
}

function traced<T>(
  channel: TracingChannel<Traced, Traced>,
  event: Traced,
  run: () => Promise<T>,
): Promise<T> {
  const settled = (): void => {
    channel.asyncStart.publish(event);
    channel.asyncEnd.publish(event);
  };
  const failed = (error: unknown): void => {
    event.error = failureOf(error);
    channel.error.publish(event);
  };
  return channel.start.runStores(event, () => {
    try {
      const promise = run();
      // Within the stores, so that whoever is told of the end has them too.
      promise.then(settled, (error: unknown) => {
        failed(error);
        settled();
      });
      return promise;
    } catch (error) {
      failed(error);
      throw error;
    } finally {
      channel.end.publish(event);
    }
  });
}

function failureOf(error: unknown): DiagnosticsFailure {
  if (!isError(error)) return { name: typeof error };
  const { name } = error;
  return "code" in error && typeof error.code === "number" ? { name, code: error.code } : { name };
}
