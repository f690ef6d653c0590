import { type ThreadGoalRunner, ThreadGoalMethods } from "../generated/surface.js";
import { settleOrAbort } from "../lib/abort.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { GoalRecord } from "../session/goal-record.js";
import { requireInForce } from "../session/in-force.js";
import type { ThreadHandle } from "../session/thread-handle.js";
import { Goal } from "./goal.js";

/**
 * The goal of a thread, under {@link Thread.goal}. A thread has one at most, and keeps it when it is resumed.
 *
 * @example
 * ```ts
 * const goal = await thread.goal.set({ objective: "Make the tests pass", tokenBudget: 200_000 });
 * console.log((await thread.goal.get())?.status);
 * await thread.goal.clear();
 * ```
 */
export class ThreadGoals extends ThreadGoalMethods<Goal> {
  /** @internal */
  constructor(handle: ThreadHandle) {
    super(goalRunner(handle));
  }
}

/** What the methods of a thread's goal do. */
function goalRunner(handle: ThreadHandle): ThreadGoalRunner<Goal> {
  const { id, session } = handle;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared => {
    handle.refuseIfClosed(operation.name);
    return prepare(operation, { threadId: id, ...fixed }, options, session.abilities);
  };

  return {
    async request(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      const { record } = handle;
      return session.call(operation.method, params, {
        ...options,
        onResult: () => {
          if (operation.method === "thread/goal/clear") record.goalCleared();
        },
      });
    },

    async pursueGoal(operation, options) {
      const { params, clientOptions } = prepared(operation, {}, options);
      options.signal?.throwIfAborted();
      const { objective, status = objective === undefined ? undefined : "active" } = params;
      const { budget } = clientOptions;
      // On demand: few goals have a budget.
      const bounds =
        budget === undefined && handle.spending === undefined
          ? undefined
          : (await import("./goal-budget.js")).boundsOf(handle, operation.name, params, budget, status);
      const sent = { ...params, ...(status === undefined ? {} : { status }), ...bounds?.params };
      const set = (): Promise<Goal> => setGoal(handle, sent, bounds?.onTurn, options);
      if (status !== undefined && status !== "active") return settleOrAbort(set(), options.signal);
      const { record } = handle;
      // A goal that is pursued already is changed while its turns run; waiting for their end would be for ever.
      if (record.isPursued) return settleOrAbort(ifInForce(handle, set, options), options.signal);
      return record.enterQueue(handle.untilClosed(options.signal), () => {
        handle.refuseIfClosed(operation.name);
        const value = ifInForce(handle, set, options);
        return { value, over: value };
      });
    },
  };
}

/** The server's own turns take no overrides along: what is not in force before they start will not be. */
async function ifInForce(
  handle: ThreadHandle,
  set: () => Promise<Goal>,
  options: CallOptions,
): Promise<Goal> {
  handle.session.departures.refuseIfClosing();
  await handle.session.login?.refuse(handle.record);
  await requireInForce(handle, handle.desired, remedies, options);
  return set();
}

const remedies = {
  shared:
    "Other clients of this server may change that, and the turns of a goal take nothing along: set the goal from a " +
    "handle that asks for nothing, such as one by resumeThread without options.",
  otherwise: "A turn of this handle brings it: run one before the goal is set.",
};

/** The signal does not reach the request: a goal that was set must be known to be stopped. */
async function setGoal(
  handle: ThreadHandle,
  params: object,
  onTurn: GoalRecord["onTurn"] | undefined,
  { signal, timeoutMs, onSent }: CallOptions,
): Promise<Goal> {
  const { record, session } = handle;
  // On demand: few threads have a goal.
  const { GoalRecord } = await import("../session/goal-record.js");
  // Nobody else starts turns unseen, but other clients and what waits in a queue.
  const pursuit = new GoalRecord(record, () => !session.shared && !record.activity.hasQueue);
  if (onTurn !== undefined) pursuit.onTurn = onTurn;
  try {
    const { goal } = await session.call("thread/goal/set", params, {
      timeoutMs,
      onSent,
      onResult: (answer) => {
        if (!pursuit.begin(answer.goal)) record.goalSet(answer.goal);
      },
    });
    // It may have been unsubscribed since it was last looked at: then nothing would be told of the goal's turns.
    if (record.subscription.name === "unsubscribed") await session.subscribe(record);
    if (signal?.aborted === true || handle.isClosed)
      await session.call("thread/goal/set", { threadId: record.id, status: "paused" });
    return new Goal(session, pursuit, record.id, goal);
  } catch (error) {
    pursuit.abandon();
    throw error;
  }
}
