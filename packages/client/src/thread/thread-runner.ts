import { UsageError } from "../errors/usage-error.js";
import type { ThreadRunner } from "../generated/surface.js";
import { settleOrAbort } from "../lib/abort.js";
import { notRetained } from "../operation/external-message.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import { inputParams, type TurnInput } from "../operation/turn-input.js";
import type { StructuredTurnResult } from "../result/structured-result.js";
import type { TurnResult } from "../result/turn-result.js";
import type { Turn } from "../result/turn.js";
import type { CallOptions } from "../rpc/call-options.js";
import { notInForce } from "../session/approval-mode-not-applied-error.js";
import { openThread } from "../session/open-thread.js";
import { startTurn, type TurnToStart } from "../session/start-turn.js";
import { TurnLimits } from "../session/turn-limits.js";
import type { Started } from "../session/turn-queue.js";
import { refusalFor } from "../session/outlives.js";
import type { ThreadHandle } from "../session/thread-handle.js";
import type { ThreadRecord } from "../session/thread-record.js";
import type { TurnRecord } from "../session/turn-record.js";
import { desiredIn, inheritDesired, mergeDesired } from "../settings/desired.js";
import { describeMismatch } from "../settings/reconcile.js";
import { expectOutput } from "../structured-output/expected-output.js";
import { StartedTurn } from "../turn/started-turn.js";
import { TurnFailedError } from "../turn/turn-failed-error.js";

type AnyResult = TurnResult | StructuredTurnResult<unknown>;

/**
 * What a thread's methods do. Every turn that they start is held to what was asked of the handle.
 *
 * @param wrap Makes what is handed out of a handle.
 */
export function threadRunner<Handed>(
  handle: ThreadHandle,
  wrap: (handle: ThreadHandle) => Handed,
): ThreadRunner<Handed> {
  const { id, session } = handle;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared => {
    handle.refuseIfClosed(operation.name);
    return prepare(operation, { threadId: id, ...fixed }, options, session.abilities);
  };

  const enter = async (
    operation: Operation<"turn/start">,
    input: TurnInput,
    options: CallOptions,
    keepEvents: boolean,
  ): Promise<Turn<AnyResult>> => {
    const ready = prepared(operation, inputParams(operation.name, input), options);
    const { outputSchema, toolOutput, clientUserMessageId } = ready.params;
    if (toolOutput !== undefined && clientUserMessageId !== undefined) {
      throw new UsageError(
        "clientUserMessageId",
        `${operation.name}: an external message is no message of the user, and bears no id.`,
      );
    }
    const forgotten = notRetained(toolOutput, session.abilities);
    if (forgotten !== undefined) session.warnings.addOnce(forgotten);
    const expected = outputSchema === undefined ? undefined : expectOutput(operation.name, outputSchema);
    const { retryOverloaded = false } = ready.clientOptions;
    const limits = new TurnLimits(id, options, ready.clientOptions["turnTimeoutMs"], handle.spending);
    const turn = (record: ThreadRecord, mayBegin: () => void, withMessage: boolean): TurnToStart => {
      const desired = handle.desiredWith(desiredIn(ready));
      const refusal = refusalFor(session, record, desired);
      if (refusal !== undefined) throw refusal;
      return {
        method: "turn/start",
        params: {
          ...handle.owed,
          ...ready.params,
          ...(withMessage ? {} : { input: [], toolOutput: undefined, clientUserMessageId: undefined }),
          ...(expected === undefined ? {} : { outputSchema: expected.jsonSchema }),
        },
        desired: handle.held(desired),
        options: limits.callOptions,
        limits,
        keepEvents,
        mayBegin: () => {
          mayBegin();
          // Without one it would follow on what came between.
          if (!withMessage)
            throw new UsageError("retryOverloaded", `Another turn began on thread ${id} first.`);
        },
        onAccepted: (started) => {
          handle.desire(desired);
          handle.owed = {};
          const { current } = record.settings;
          const mismatch = describeMismatch(desired, current);
          if (mismatch !== undefined)
            throw notInForce(id, mismatch, current, started.id === undefined ? {} : { turnId: started.id });
        },
      };
    };
    const read = expected?.read ?? (async (result: TurnResult) => result);
    if (retryOverloaded === false) {
      const started = await inTurn(handle, operation.name, limits, (record, check) => {
        check();
        return startTurn(session, record, turn(record, check, true));
      });
      return new StartedTurn<AnyResult>(session, started, read, endOf(started, limits));
    }
    const retried = await inTurn(handle, operation.name, limits, (record, check) => {
      const start = (withMessage: boolean): Started<TurnRecord> => {
        check();
        return startTurn(session, record, turn(record, check, withMessage));
      };
      // On demand, when the turn has its place: a later one does not come before it.
      const started = import("../session/retry-overloaded.js").then(({ startRetrying }) =>
        startRetrying(operation.name, retryOverloaded, start, record, limits),
      );
      const over = started.then((turns) => turns.over);
      return { value: started.then(({ value }) => value), over };
    });
    const { turn: started, attempts } = await disposing(limits, retried.last);
    return new StartedTurn<AnyResult>(
      session,
      started,
      (result) => read({ ...result, attempts }),
      endOf(started, limits),
    );
  };

  return {
    async openFork(operation, options) {
      const ready = prepared(operation, {}, options);
      // It has the handler, the tools and the usage of the thread, even where the server has closed that.
      const { record } = handle;
      const desired = mergeDesired(
        inheritDesired(handle.desired, handle.settings),
        desiredIn(ready),
        handle.settings.cwd,
      );
      const handler =
        session.approvals.threadHandler(operation.name, ready.clientOptions["onApproval"]) ??
        record.callbacks.handler;
      const { name, method } = operation;
      const budget = ready.clientOptions["budget"];
      const opening = {
        name,
        method,
        params: { ...handle.owed, ...ready.params },
        desired,
        handler,
        budget,
        tools: [],
      };
      return wrap(await openThread(session, opening, options));
    },

    async startTurn(operation, input, options) {
      return enter(operation, input, options, true);
    },

    async runTurn(operation, input, options) {
      const result = await resultOf(await enter(operation, input, options, false), options);
      if ("outputError" in result && result.outputError !== null) throw result.outputError;
      return result;
    },

    async awaitTurn(operation, fixed, options) {
      const { params, clientOptions } = prepared(operation, fixed, options);
      const isHeld = operation.inForce === true;
      // On demand: few programs review.
      const requireReviewable = async (asking: CallOptions): Promise<void> =>
        (await import("../session/start-review.js")).requireReviewable(handle, asking);
      const limits = new TurnLimits(id, options, clientOptions["turnTimeoutMs"], handle.spending);
      const turn = await inTurn(handle, operation.name, limits, (record, check) => {
        check();
        return startTurn(session, record, {
          method: operation.method,
          params,
          desired: isHeld ? handle.held(handle.desired) : {},
          options: limits.callOptions,
          limits,
          keepEvents: false,
          check: isHeld ? requireReviewable : undefined,
          mayBegin: check,
          onAccepted: () => undefined,
        });
      });
      const read = async (result: TurnResult): Promise<TurnResult> => result;
      return resultOf(new StartedTurn(session, turn, read, endOf(turn, limits)), options);
    },

    async request(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      return session.callForApplication(operation.method, params, options);
    },

    pages(operation, fixed, options) {
      return session.pages(operation.method, prepared(operation, fixed, options).params, options);
    },
  };
}

/**
 * Refuses at once what would be refused later too, and later what a goal has overtaken in the queue.
 *
 * @param start Called when the turn's place has come, with what says whether it may still begin.
 */
async function inTurn<T extends object>(
  handle: ThreadHandle,
  operation: string,
  limits: TurnLimits,
  start: (record: ThreadRecord, check: () => void) => Started<T>,
): Promise<T> {
  try {
    for (;;) {
      const { record } = handle;
      const check = (): void => {
        handle.refuseIfClosed(operation);
        handle.session.departures.refuseIfClosing();
        if (record.subscription.name === "unrecoverable") throw record.subscription.reason;
        refuseWhilePursued(record);
        limits.refuseIfSpent();
      };
      handle.session.departures.refuseIfClosing();
      refuseWhilePursued(record);
      const started = await record.enterQueue<T | undefined>(handle.untilClosed(limits.signal), () => {
        handle.refuseIfClosed(operation);
        // The thread was closed while this waited, and has been opened again: its turns queue there.
        return handle.record === record ? start(record, check) : notHere;
      });
      if (started !== undefined) return started;
    }
  } catch (error) {
    limits[Symbol.dispose]();
    throw error;
  }
}

const notHere = { value: Promise.resolve(undefined), over: Promise.resolve() };

/** What a start comes to; if it fails, nothing is left that its limits would stop. */
async function disposing<T>(limits: TurnLimits, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (error) {
    limits[Symbol.dispose]();
    throw error;
  }
}

/** Whoever does not wait for it need not handle that it was stopped. */
function endOf(turn: TurnRecord, limits: TurnLimits): Promise<TurnResult> {
  const ended = limits.endOf(turn);
  ended.catch(() => undefined);
  return ended;
}

/** The server starts the next turn of a goal within milliseconds of the last, so that waiting would come to no end. */
function refuseWhilePursued({ id, isPursued }: ThreadRecord): void {
  if (!isPursued) return;
  throw new UsageError(
    "goal",
    `Thread ${id} pursues a goal: the server starts its turns by itself, and this would disturb one of them. ` +
      'Wait for its end, pause it with thread.goal.set({ status: "paused" }), or take it away with thread.goal.clear().',
  );
}

/** What the turn brought; the signal ends the waiting. */
async function resultOf<Result extends TurnResult>(
  turn: Turn<Result>,
  { signal }: CallOptions,
): Promise<Result> {
  const result = await settleOrAbort(turn.result(), signal);
  if (result.status === "failed") throw new TurnFailedError(result);
  return result;
}
