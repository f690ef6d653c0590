import type { HandlerOf } from "../approvals/approval-handler.js";
import {
  ThreadMethods,
  type StructuredTurnOptions,
  type TurnInput,
  type TurnOptions,
} from "../generated/surface.js";
import type { ClientRequests } from "../generated/methods.js";
import type { ApprovalMode, UnattendedMode } from "../operation/approval-mode.js";
import { UsageError } from "../errors/usage-error.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import type { TurnHandle, TurnOutcome } from "../operation/turn-types.js";
import type { CallOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import type { SchemaInput } from "../schema/schema-input.js";
import { expectOutput, type ExpectedOutput } from "../structured-output/expected-output.js";
import type { StructuredTurnResult } from "../structured-output/structured-result.js";
import type { Tool } from "../tools/tool.js";
import { TurnFailedError } from "../turn/turn-failed-error.js";
import { partsOf } from "../turn/turn-input.js";
import type { TurnResult } from "../turn/turn-result.js";
import type { Turn } from "../turn/turn.js";
import {
  demandAfter,
  demandAsTaken,
  demandOfFork,
  demandToKeep,
  describeCarried,
  describeUnmet,
  paramsToHold,
  type Demand,
} from "./demand.js";
import { ApprovalModeNotAppliedError } from "./approval-mode-not-applied-error.js";
import { startTurn } from "./start-turn.js";
import { ThreadGoals } from "./thread-goals.js";
import type { ThreadOpener, ThreadSession } from "./thread-session.js";
import type { ThreadSettings } from "./thread-settings.js";
import type { ThreadState } from "./thread-state.js";
import type { Started } from "./turn-queue.js";
import { nextTurn, turnStart } from "./turn-request.js";
import type { Turns } from "./turns.js";

type AnyResult = TurnResult | StructuredTurnResult<unknown>;
type AnyTurn = Turn<AnyResult>;

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
export class Thread<Mode extends ApprovalMode = UnattendedMode> extends ThreadMethods<
  Mode,
  Thread<Mode>,
  Turns
> {
  declare readonly [admits]: (mode: Mode) => void;

  /** The runtime's id of the thread. */
  readonly id: string;
  /** What the server pursues on this thread by itself: set, read and take away its goal. */
  readonly goal: ThreadGoals;
  readonly #session: ThreadSession;
  readonly #state: ThreadState;
  #demand: Demand;

  /** @internal */
  constructor(session: ThreadSession, id: string, state: ThreadState, demand: Demand) {
    super();
    this.#session = session;
    this.id = id;
    this.#state = state;
    this.#demand = demand;
    this.goal = new ThreadGoals({ session, state, unmet: () => describeCarried(this.#demand, state.known) });
  }

  /** What is in force on the thread, as the server last said. */
  get settings(): ThreadSettings {
    return this.#state.settings;
  }

  protected override async startTurn<Schema extends SchemaInput | undefined>(
    operation: Operation<"turn/start">,
    input: TurnInput,
    options: TurnOptions<Mode> | StructuredTurnOptions<Mode, Schema>,
  ): Promise<TurnHandle<Turns, Schema>> {
    // The schema that `options` hold is the one that the result is read with.
    return (await this.#enter(operation, input, options, true)) as TurnHandle<Turns, Schema>;
  }

  protected override async runTurn<Schema extends SchemaInput | undefined>(
    operation: Operation<"turn/start">,
    input: TurnInput,
    options: TurnOptions<Mode> | StructuredTurnOptions<Mode, Schema>,
  ): Promise<TurnOutcome<Turns, Schema>> {
    const result = await resultOf(await this.#enter(operation, input, options, false), options);
    if ("outputError" in result && result.outputError !== null) throw result.outputError;
    return result as TurnOutcome<Turns, Schema>;
  }

  protected override async awaitTurn(
    operation: Operation<"thread/compact/start">,
    options: CallOptions,
  ): Promise<TurnResult> {
    const { params } = this.#prepare(operation, {}, options);
    const turn = await this.#inTurn(options.signal, () =>
      startTurn(this.#session, this.#state, {
        request: nextTurn(this.#session, this.#state, operation.method, params),
        options,
        keepEvents: false,
        onAccepted: () => undefined,
        read: async (result) => result,
      }),
    );
    return resultOf(turn, options);
  }

  protected override pages<Method extends "thread/items/list">(
    operation: Operation<Method>,
    fixed: object,
    options: CallOptions,
  ): AsyncIterable<ClientRequests[Method]["result"]["data"][number]> {
    return this.#session.pages(operation.method, this.#prepare(operation, fixed, options).params, options);
  }

  protected override async openFork(
    operation: Operation<"thread/fork">,
    options: CallOptions,
  ): Promise<Thread<Mode>> {
    const prepared = this.#prepare(operation, {}, options);
    const { approvals } = this.#session;
    const demand = demandAfter(demandOfFork(this.#demand, this.settings), prepared.asked);
    const handler =
      approvals.threadHandler(operation.name, prepared.clientOptions["onApproval"]) ??
      approvals.handlerOfThread(this.id);
    return openThread<Mode>(
      this.#session,
      operation.method,
      prepared.params,
      { demand, handler, tools: [] },
      options,
    );
  }

  protected override async request<Method extends keyof ClientRequests>(
    operation: Operation<Method>,
    fixed: object,
    options: CallOptions,
  ): Promise<ClientRequests[Method]["result"]> {
    return this.#session.call(operation.method, this.#prepare(operation, fixed, options).params, options);
  }

  #prepare(operation: Operation<string>, fixed: object, options: object): Prepared {
    return prepare(operation, { threadId: this.id, ...fixed }, options, this.#session.approvals.canAsk);
  }

  #enter(
    operation: Operation<"turn/start">,
    input: TurnInput,
    options: CallOptions,
    keepEvents: boolean,
  ): Promise<AnyTurn> {
    const prepared = this.#prepare(operation, { input: partsOf(input) }, options);
    const { outputSchema } = prepared.params;
    const expected = outputSchema === undefined ? undefined : expectOutput(operation.name, outputSchema);
    return this.#inTurn(options.signal, () => this.#start(prepared, expected, options, keepEvents));
  }

  /** Refuses at once what would be refused later too, and later what a goal has overtaken in the queue. */
  async #inTurn<Result extends TurnResult>(
    signal: AbortSignal | undefined,
    start: () => Started<Turn<Result>>,
  ): Promise<Turn<Result>> {
    this.#refuseWhilePursued();
    return this.#state.turns.enter(signal, () => {
      if (this.#state.lost !== undefined) throw this.#state.lost;
      this.#refuseWhilePursued();
      return start();
    });
  }

  /** The server starts the next turn of a goal within milliseconds of the last, so that waiting would come to no end. */
  #refuseWhilePursued(): void {
    if (!this.#state.goal.isPursued) return;
    throw new UsageError(
      "goal",
      `Thread ${this.id} pursues a goal: the server starts its turns by itself, and this would disturb one of them. ` +
        'Wait for its end, pause it with thread.goal.set({ status: "paused" }), or take it away with thread.goal.clear().',
    );
  }

  #start(
    prepared: Prepared,
    expected: ExpectedOutput | undefined,
    options: CallOptions,
    keepEvents: boolean,
  ): Started<AnyTurn> {
    const demand = demandAfter(this.#demand, prepared.asked);
    const params = {
      ...prepared.params,
      ...(expected === undefined ? {} : { outputSchema: expected.jsonSchema }),
      ...paramsToHold(demand, this.#state.known),
    };
    const onAccepted = (): void => {
      this.#demand = demand;
      refuseUnmet(this.id, demand, this.settings);
    };
    return startTurn(this.#session, this.#state, {
      request: turnStart(this.#session, this.#state, params),
      options,
      keepEvents,
      onAccepted,
      read: expected?.read ?? (async (result) => result),
    });
  }
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

/** What is to hold of a thread that is opened, and is not sent. */
interface Opening {
  readonly demand: Demand;
  /** Decides about this thread instead of the client's handler. */
  readonly handler: HandlerOf | undefined;
  /** Executed here when the thread calls them. */
  readonly tools: readonly Tool[];
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
  if (method === "thread/start") refuseUnmet(id, demand, state.settings);
  if (state.goal.isPursued) {
    refuseUnmet(
      id,
      demand,
      state.settings,
      "The server starts turns on it by itself, for its goal, which take nothing along: pause the goal first.",
    );
  }
  // A resume may be of a loaded thread, whose sandbox is then not what the server made of the one that was asked.
  const taken = method === "thread/resume" ? demand : demandAsTaken(demand, state.settings);
  return new Thread<Mode>(session, id, state, demandToKeep(taken, had, state.settings));
}

/** @throws ApprovalModeNotAppliedError if something else is in force than is demanded. */
function refuseUnmet(threadId: string, demand: Demand, settings: ThreadSettings, remedy?: string): void {
  const unmet = describeUnmet(demand, settings);
  if (unmet !== undefined) throw new ApprovalModeNotAppliedError(threadId, unmet, settings, remedy);
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
