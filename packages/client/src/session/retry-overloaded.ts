import { settleOrAbort } from "../lib/abort.js";
import { startTimeout } from "../lib/deadline.js";
import { Deferred } from "../lib/deferred.js";
import { isUsageError } from "../errors/usage-error.js";
import { readRetryOverloaded } from "../operation/retry-overloaded-option.js";
import { failureOf } from "../result/turn-failure.js";
import type { TurnResult } from "../result/turn-result.js";
import { Backoff } from "../rpc/backoff.js";
import { isInvalidRequestError } from "../rpc/rpc-error.js";
import type { ThreadRecord } from "./thread-record.js";
import type { TurnLimits } from "./turn-limits.js";
import type { Started } from "./turn-queue.js";
import type { TurnRecord } from "./turn-record.js";

/** A turn, and which of its run it is. */
interface AttemptedTurn {
  readonly turn: TurnRecord;
  /** How many were started for it, this one included. */
  readonly attempts: number;
}

/** A turn that has begun, and those that take its place. */
export interface RetriedTurn {
  /** Resolves when the turn is over that none takes the place of, or when nobody waits any longer. */
  readonly last: Promise<AttemptedTurn>;
}

/**
 * Starts a turn, and another in its place while an overloaded model refuses it and nothing of it ran. The runtime keeps the message of a turn that
 * failed, so that the next is started without one: the model gets it once. The thread stays taken meanwhile.
 *
 * @param option The option `retryOverloaded`, unchecked.
 * @param start Starts a turn, with the message or without one.
 * @throws UsageError for an option that cannot be, before anything is sent.
 */
export function startRetrying(
  operation: string,
  option: unknown,
  start: (withMessage: boolean) => Started<TurnRecord>,
  record: ThreadRecord,
  limits: TurnLimits,
): Started<RetriedTurn> {
  const retry = readRetryOverloaded(operation, option);
  let latest = start(true);
  const goOn = async (first: TurnRecord): Promise<AttemptedTurn> => {
    const backoff = new Backoff(retry);
    let turn = first;
    for (let attempts = 1; ; attempts += 1) {
      const result = await endOrUndefined(turn, limits.signal);
      if (result === undefined || attempts === retry.maxAttempts || !isRefused(turn, result, attempts === 1))
        return { turn, attempts };
      const delayMs = backoff.next();
      if (delayMs === undefined) return { turn, attempts };
      try {
        if (!(await waited(record, delayMs, limits.signal)) || !isUntouched(record, turn))
          return { turn, attempts };
      } catch {
        throw limits.stopped(turn.id, result);
      }
      try {
        latest = start(false);
      } catch {
        // Its handle was closed, or the client is about to be.
        return { turn, attempts };
      }
      try {
        turn = await latest.value;
      } catch (error) {
        // A runtime may know no turn without a message, and another turn may have begun first.
        if (isInvalidRequestError(error) || isUsageError(error)) return { turn, attempts };
        throw error;
      }
    }
  };
  const begun = latest.value.then((first) => {
    const last = goOn(first);
    last.catch(() => undefined);
    return { last };
  });
  const over = (): Promise<unknown> => latest.over;
  return { value: begun, over: begun.then(({ last }) => last).then(over, over) };
}

/** Whatever ran since a turn has come between its message and an answer. */
function isUntouched({ activity, subscription, isPursued }: ThreadRecord, turn: TurnRecord): boolean {
  return (
    activity.isIdle && activity.latestEnd === turn.id && subscription.name === "subscribed" && !isPursued
  );
}

/**
 * Whether the model was overloaded, and had answered nothing. What a turn used without an item to show for it counts as an answer.
 *
 * @param hasMessage Whether the turn has one: if it is not told, it may not be in the thread.
 */
function isRefused(
  turn: TurnRecord,
  { status, error, items, usage, gap }: TurnResult,
  hasMessage: boolean,
): boolean {
  if (status !== "failed" || gap === true || turn.hasAnswered || (hasMessage && items.length === 0))
    return false;
  const { reason, httpStatus } = failureOf(error);
  if (reason !== "serverOverloaded" && httpStatus !== 503 && httpStatus !== 529) return false;
  return (
    items.every(({ type }) => type === "userMessage" || type === "functionCallOutput") &&
    (usage === null || (usage.turn?.totalTokens === 0 && usage.subagents === undefined))
  );
}

/** `undefined` where the caller waits no longer, or the end will never be seen: the turn's own promise tells. */
async function endOrUndefined(
  turn: TurnRecord,
  signal: AbortSignal | undefined,
): Promise<TurnResult | undefined> {
  try {
    return await settleOrAbort(turn.ended, signal);
  } catch {
    return undefined;
  }
}

/** Waits until the next attempt. Answers whether the thread was heard of all the while. */
async function waited(record: ThreadRecord, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  const over = new Deferred<boolean>();
  const timer = startTimeout(Math.max(ms, 1), () => {
    over.resolve(true);
  });
  const listener = {
    receive: () => undefined,
    lose: () => {
      over.resolve(false);
    },
  };
  record.awaited.add(listener);
  try {
    return await settleOrAbort(over.promise, signal);
  } finally {
    record.awaited.delete(listener);
    clearTimeout(timer);
  }
}
