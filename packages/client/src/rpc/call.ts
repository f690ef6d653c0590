import { onAbort } from "../lib/abort.js";
import { RequestTimeoutError } from "./request-timeout-error.js";
import type { Backoff } from "./backoff.js";
import { startTimeout } from "../lib/deadline.js";
import type { RequestOptions } from "./call-options.js";

export interface CallInit {
  readonly method: string;
  /** JSON, taken when the call was made: what is sent later is what was given. */
  readonly params: string | undefined;
  /** 0 and Infinity mean no timeout. */
  readonly timeoutMs: number;
  readonly options: RequestOptions;
  /** Whether it is part of restoring the connection, for which others wait. */
  readonly restores: boolean;
  /** Runs once, before the caller hears of it. */
  readonly onSettled: (call: Call) => void;
}

const nobody = (): void => undefined;

/** One call of a caller, through all its attempts. Settles exactly once. */
export class Call {
  readonly method: string;
  readonly params: string | undefined;
  readonly restores: boolean;
  readonly urgent: boolean;
  readonly onSent: RequestOptions["onSent"];
  readonly #onResult: RequestOptions["onResult"];
  /** The id of the attempt on the wire, if one is. */
  id: number | undefined;
  /** The id of the latest attempt, on the wire or not. */
  latestId: number | undefined;
  attempts = 0;
  /** JSON, taken when the call was made. */
  trace: string | undefined;
  backoff: Backoff | undefined;

  /** Always somebody's: no rejection of it goes unhandled. */
  readonly promise: Promise<unknown>;
  #resolve: (result: unknown) => void = nobody;
  #reject: (error: unknown) => void = nobody;
  readonly #onSettled: (call: Call) => void;
  readonly #timeoutMs: number;
  #timeout: NodeJS.Timeout | undefined;
  readonly #abort: Disposable | undefined;
  readonly #cancellation: Disposable | undefined;
  #pause: NodeJS.Timeout | undefined;
  #settled = false;

  constructor({ method, params, timeoutMs, options, restores, onSettled }: CallInit) {
    const { signal, cancelIfUnsent } = options;
    this.method = method;
    this.params = params;
    this.restores = restores;
    this.urgent = options.urgent === true;
    this.onSent = options.onSent;
    this.#onResult = options.onResult;
    this.#onSettled = onSettled;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timeoutMs = timeoutMs;
    // Of those that restore a connection any number may wait for room: only their answers are timed.
    if (!restores) this.startTimeout();
    if (signal !== undefined) this.#abort = onAbort(signal, () => this.reject(signal.reason));
    if (cancelIfUnsent !== undefined) {
      this.#cancellation = onAbort(cancelIfUnsent, () => {
        if (this.id === undefined) this.reject(cancelIfUnsent.reason);
      });
    }
  }

  /** Lets the time run that the call may take, unless it does. */
  startTimeout(): void {
    this.#timeout ??= startTimeout(this.#timeoutMs, () =>
      this.reject(new RequestTimeoutError(this.method, this.#timeoutMs)),
    );
  }

  /** Takes the result, if whoever looks at it on the reading path takes it. */
  receive(result: unknown): void {
    try {
      this.#onResult?.(result);
    } catch (error) {
      return this.reject(error);
    }
    if (this.#settle()) this.#resolve(result);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  /** Runs `resume` after a pause, unless the call is settled by then. */
  pause(ms: number, resume: () => void): void {
    this.#pause = setTimeout(resume, ms);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timeout);
    clearTimeout(this.#pause);
    this.#abort?.[Symbol.dispose]();
    this.#cancellation?.[Symbol.dispose]();
    this.#onSettled(this);
    return true;
  }
}
