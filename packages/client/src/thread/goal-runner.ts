import type { ThreadGoalRunner } from "../generated/surface.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import type { CallOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import { ApprovalModeNotAppliedError } from "./approval-mode-not-applied-error.js";
import { Goal } from "./goal.js";
import { GoalRecorder } from "./goal-recorder.js";
import type { ThreadSession } from "./thread-session.js";
import type { ThreadState } from "./thread-state.js";

/** The handle that a goal is set through. */
export interface GoalHost {
  readonly session: ThreadSession;
  readonly state: ThreadState;
  /** What was asked of the handle and is not known to be in force, in words. */
  readonly unmet: () => string | undefined;
}

/** What the methods of a thread's goal do. */
export function goalRunner(host: GoalHost): ThreadGoalRunner<Goal> {
  const { session, state } = host;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared =>
    prepare(operation, { threadId: state.id, ...fixed }, options, session.approvals.canAsk);

  return {
    async request(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      const { goal } = state.goal;
      const answer = await session.call(operation.method, params, options);
      // What was told meanwhile came after it, or was it.
      if (operation.method === "thread/goal/clear" && state.goal.goal === goal) state.goal.answered(null);
      return answer;
    },

    async pursueGoal(operation, options) {
      const { params } = prepared(operation, {}, options);
      options.signal?.throwIfAborted();
      const { objective, status = objective === undefined ? undefined : "active" } = params;
      const set = (): Promise<Goal> =>
        setGoal(host, { ...params, ...(status === undefined ? {} : { status }) }, options);
      if (status !== undefined && status !== "active") return settleOrAbort(set(), options.signal);
      const { turns, goal } = state;
      // A goal that is pursued already is changed while its turns run; waiting for their end would be for ever.
      if (goal.isPursued) return settleOrAbort(ifHeld(host, set, options), options.signal);
      return turns.enter(options.signal, () => {
        const value = ifHeld(host, set, options);
        return { value, over: value };
      });
    },
  };
}

/** The server's own turns take no overrides along: what is not in force before they start will not be. */
async function ifHeld(
  { session, state, unmet }: GoalHost,
  set: () => Promise<Goal>,
  { timeoutMs }: CallOptions,
): Promise<Goal> {
  if (state.lost !== undefined) throw state.lost;
  // A turn of somebody else's may have changed it, and so may one of the server's own, which look the same.
  if (unmet() !== undefined && state.known === undefined) await session.reread(state, { timeoutMs });
  const missing = unmet();
  if (missing === undefined) return set();
  throw new ApprovalModeNotAppliedError(
    state.id,
    missing,
    state.settings,
    state.known === undefined
      ? "Other clients of this server may change that, and the turns of a goal take nothing along: set the goal from a " +
          "handle that asks for nothing, such as one by resumeThread without options."
      : "A turn of this handle brings it: run one before the goal is set.",
  );
}

/** The signal does not reach the request: a goal that was set must be known to be stopped. */
async function setGoal(
  { session, state }: GoalHost,
  params: object,
  { signal, timeoutMs }: CallOptions,
): Promise<Goal> {
  const recorder = new GoalRecorder(session, state);
  try {
    const { goal } = await session.call("thread/goal/set", params, { timeoutMs });
    if (!recorder.begin(goal)) state.goal.answered(goal);
    if (signal?.aborted === true)
      await session.call("thread/goal/set", { threadId: state.id, status: "paused" });
    return new Goal(recorder, state.id, goal);
  } catch (error) {
    recorder.abandon();
    throw error;
  }
}
