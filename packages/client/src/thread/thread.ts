import type { HandlerOf } from "../approvals/approval-handler.js";
import { ThreadMethods } from "../generated/surface.js";
import type { ApprovalMode, UnattendedMode } from "../operation/approval-mode.js";
import type { CallOptions } from "../rpc/requests.js";
import {
  demandAsTaken,
  demandToKeep,
  describeCarried,
  describeUnmet,
  describeUnmetForGood,
  type Demand,
} from "./demand.js";
import { refuseUnmet } from "./refuse-unmet.js";
import { ThreadGoals } from "./thread-goals.js";
import { threadRunner, type Opening } from "./thread-runner.js";
import type { ThreadOpener, ThreadSession } from "./thread-session.js";
import type { ThreadSettings } from "./thread-settings.js";
import type { ThreadState } from "./thread-state.js";

/** Holds the modes that a handle admits: `Thread<"deny_all">` takes fewer, so it is no `Thread<ApprovalMode>`. */
declare const admits: unique symbol;

/**
 * A thread of the runtime, opened by {@link Codex.startThread}, {@link Codex.resumeThread} or {@link Codex.forkThread}.
 *
 * Whatever approval mode and sandbox were asked of this handle hold for every turn that it starts, also where the runtime
 * itself would have dropped them.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ cwd, approvalMode: "deny_all" });
 * const { finalResponse } = await thread.run("Summarise this repository");
 * ```
 */
export class Thread<Mode extends ApprovalMode = UnattendedMode> extends ThreadMethods<Mode, Thread<Mode>> {
  declare readonly [admits]: (mode: Mode) => void;

  /** The runtime's id of the thread. */
  readonly id: string;
  /** What the server pursues on this thread by itself: set, read and take away its goal. */
  readonly goal: ThreadGoals;
  readonly #state: ThreadState;

  /** @internal */
  constructor(session: ThreadSession, id: string, state: ThreadState, demand: Demand) {
    const asked = { demand };
    super(threadRunner<Thread<Mode>>({ session, state, asked, open: openThread<Mode> }));
    this.id = id;
    this.#state = state;
    this.goal = new ThreadGoals({ session, state, unmet: () => describeCarried(asked.demand, state.known) });
  }

  /** What is in force on the thread, as the server last said. */
  get settings(): ThreadSettings {
    return this.#state.settings;
  }
}

/**
 * Opens a thread and hands out a handle that holds it to the demand.
 *
 * @throws ApprovalModeNotAppliedError if a new thread does not have what was asked, or one whose goal the server pursues. Any other
 * that is resumed or forked may rightly lack it: its next turn brings it.
 */
export async function openThread<Mode extends ApprovalMode>(
  session: ThreadSession,
  method: ThreadOpener,
  params: object,
  { demand, handler, tools }: Opening,
  options: CallOptions,
): Promise<Thread<Mode>> {
  const { signal, timeoutMs } = options;
  const source = "threadId" in params && typeof params.threadId === "string" ? params.threadId : undefined;
  const undo = method === "thread/resume" ? handleResumed(session, params, handler) : undefined;
  // A call that waits in the thread comes again right behind the answer.
  if (method === "thread/resume" && source !== undefined) session.tools.give(source, tools);
  const { id, state, had } = await session
    .open(method, params, { signal, timeoutMs })
    .catch((error: unknown) => {
      undo?.();
      throw error;
    });
  if (handler !== undefined) session.approvals.setThreadHandler(id, handler);
  if (method === "thread/fork" && source !== undefined) session.tools.passOn(source, id);
  session.tools.give(id, tools);
  if (method === "thread/start") refuseUnmet(id, describeUnmet(demand, state.settings), state.settings);
  if (state.goal.isPursued) {
    refuseUnmet(
      id,
      describeUnmetForGood(demand, state.settings),
      state.settings,
      "The server starts turns on it by itself, for its goal, which take nothing along: pause the goal first.",
    );
  }
  // A resume may be of a loaded thread, whose sandbox is then not what the server made of the one that was asked.
  const taken = method === "thread/resume" ? demand : demandAsTaken(demand, state.settings);
  return new Thread<Mode>(session, id, state, demandToKeep(taken, had, state.settings));
}

/** What a thread that is resumed waits for is asked right behind the answer, so its handler must be in place before. */
function handleResumed(session: ThreadSession, params: object, handler: HandlerOf | undefined): () => void {
  if (handler === undefined || !("threadId" in params) || typeof params.threadId !== "string")
    return () => undefined;
  const { threadId } = params;
  const before = session.approvals.handlerOfThread(threadId);
  session.approvals.setThreadHandler(threadId, handler);
  return () => {
    session.approvals.setThreadHandler(threadId, before);
  };
}
