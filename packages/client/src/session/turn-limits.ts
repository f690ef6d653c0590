import { settleOrAbort } from "../lib/abort.js";
import { checkTimeout, settledWithin, startTimeout } from "../lib/deadline.js";
import type { TurnResult } from "../result/turn-result.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { Spending } from "./spending.js";
import { heardOutMs } from "./turn-control.js";
import type { TurnRecord } from "./turn-record.js";
import { TurnTimeoutError } from "./turn-timeout-error.js";

/** What ends a turn before its time: how long it may take, from the call that starts it, and what it may spend. */
export class TurnLimits implements Disposable {
  readonly #options: CallOptions;
  readonly #spending: Spending | undefined;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  #isCounted = false;
  #stopped: ((turnId: string | undefined, result: TurnResult | null) => Error) | undefined;
  #attempts = 0;
  /** Aborts when the caller gives up, and when the turn is stopped. */
  readonly signal: AbortSignal | undefined;

  /** @throws UsageError for a `turnTimeoutMs` that is none. 0 and Infinity mean no limit. */
  constructor(
    threadId: string,
    options: CallOptions,
    turnTimeoutMs: unknown = 0,
    spending: Spending | undefined = undefined,
  ) {
    const ms = checkTimeout("turnTimeoutMs", turnTimeoutMs);
    this.#options = options;
    this.#spending = spending;
    this.#timer = startTimeout(ms, () => {
      this.#stopWith((turnId, result) => new TurnTimeoutError(threadId, turnId, ms, result));
    });
    const { signal } = options;
    if (this.#timer === undefined && spending === undefined) this.signal = signal;
    else
      this.signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }

  /** How the request is called that starts the turn. */
  get callOptions(): CallOptions {
    return {
      ...this.#options,
      signal: this.signal,
      onSent: (requestId) => {
        if (!this.#isCounted) this.#spending?.turnSent();
        this.#isCounted = true;
        this.#options.onSent?.(requestId);
      },
    };
  }

  /** @throws BudgetExceededError where the turn may not begin. */
  refuseIfSpent(): void {
    if (!this.#isCounted) this.#spending?.refuseIfSpent();
  }

  /** Stops a turn that is about to start when it has spent too much. */
  follow(turn: TurnRecord): void {
    this.#attempts += 1;
    this.#spending?.follow(turn, (stopped) => {
      this.#stopWith(stopped);
    });
  }

  /** The server has refused to start the turn. What came before it in its place has been counted. */
  refused(): void {
    if (this.#attempts > 1) return;
    if (this.#isCounted) this.#spending?.turnRefused();
    this.#isCounted = false;
  }

  /**
   * How the turn ends, if that is before it is stopped. One that is stopped is heard out for a while; where it has ended by itself meanwhile,
   * that is how.
   */
  async endOf(turn: TurnRecord): Promise<TurnResult> {
    try {
      return await settleOrAbort(turn.ended, this.#stop.signal);
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
      const result = (await settledWithin(turn.ended, heardOutMs)) ?? null;
      if (result !== null && result.status !== "interrupted") return result;
      throw this.stopped(turn.id, result);
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Why it was stopped, with the turn as far as it came; the caller's own reason where it is that. */
  stopped(turnId: string | undefined, result: TurnResult | null): unknown {
    return this.#stopped?.(turnId, result) ?? this.signal?.reason;
  }

  #stopWith(stopped: (turnId: string | undefined, result: TurnResult | null) => Error): void {
    this.#stopped ??= stopped;
    this.#stop.abort(this.#stopped(undefined, null));
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
