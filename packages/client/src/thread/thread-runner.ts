import type { HandlerOf } from "../approvals/approval-handler.js";
import { UsageError } from "../errors/usage-error.js";
import type { ThreadRunner } from "../generated/surface.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import { partsOf, type TurnInput } from "../operation/turn-input.js";
import type { StructuredTurnResult } from "../result/structured-result.js";
import type { TurnResult } from "../result/turn-result.js";
import type { Turn } from "../result/turn.js";
import type { CallOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import { expectOutput, type ExpectedOutput } from "../structured-output/expected-output.js";
import type { Tool } from "../tools/tool.js";
import { TurnFailedError } from "../turn/turn-failed-error.js";
import { demandAfter, demandOfFork, describeUnmet, paramsToHold, type Demand } from "./demand.js";
import { refuseUnmet } from "./refuse-unmet.js";
import { startTurn } from "./start-turn.js";
import type { ThreadOpener, ThreadSession } from "./thread-session.js";
import type { ThreadState } from "./thread-state.js";
import type { Started } from "./turn-queue.js";
import { nextTurn, turnStart } from "./turn-request.js";

type AnyResult = TurnResult | StructuredTurnResult<unknown>;

/** What is to hold of a thread that is opened, and is not sent. */
export interface Opening {
  readonly demand: Demand;
  /** Decides about this thread instead of the client's handler. */
  readonly handler: HandlerOf | undefined;
  /** Executed here when the thread calls them. */
  readonly tools: readonly Tool[];
}

/** The handle of a thread whose methods are run. */
export interface ThreadHost<ThreadHandle> {
  readonly session: ThreadSession;
  readonly state: ThreadState;
  /** What was asked of the handle last. A turn that the server accepted with more changes it. */
  readonly asked: { demand: Demand };
  /** Opens a thread and hands out a handle of it. */
  readonly open: (
    session: ThreadSession,
    method: ThreadOpener,
    params: object,
    opening: Opening,
    options: CallOptions,
  ) => Promise<ThreadHandle>;
}

/** What a thread's methods do. Every turn that they start is held to what was asked of the handle. */
export function threadRunner<ThreadHandle>({
  session,
  state,
  asked,
  open,
}: ThreadHost<ThreadHandle>): ThreadRunner<ThreadHandle> {
  const { id } = state;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared =>
    prepare(operation, { threadId: id, ...fixed }, options, session.approvals.canAsk);

  const enter = (
    operation: Operation<"turn/start">,
    input: TurnInput,
    options: CallOptions,
    keepEvents: boolean,
  ): Promise<Turn<AnyResult>> => {
    const ready = prepared(operation, { input: partsOf(input) }, options);
    const { outputSchema } = ready.params;
    const expected = outputSchema === undefined ? undefined : expectOutput(operation.name, outputSchema);
    return inTurn(state, options.signal, () => start(ready, expected, options, keepEvents));
  };

  const start = (
    ready: Prepared,
    expected: ExpectedOutput | undefined,
    options: CallOptions,
    keepEvents: boolean,
  ): Started<Turn<AnyResult>> => {
    const demand = demandAfter(asked.demand, ready.asked);
    const params = {
      ...ready.params,
      ...(expected === undefined ? {} : { outputSchema: expected.jsonSchema }),
      ...paramsToHold(demand, state.known),
    };
    const onAccepted = (): void => {
      asked.demand = demand;
      refuseUnmet(id, describeUnmet(demand, state.settings), state.settings);
    };
    return startTurn<AnyResult>(session, state, {
      request: turnStart(session, state, params),
      options,
      keepEvents,
      onAccepted,
      read: expected?.read ?? (async (result) => result),
    });
  };

  return {
    async openFork(operation, options) {
      const ready = prepared(operation, {}, options);
      const { approvals } = session;
      const demand = demandAfter(demandOfFork(asked.demand, state.settings), ready.asked);
      const handler =
        approvals.threadHandler(operation.name, ready.clientOptions["onApproval"]) ??
        approvals.handlerOfThread(id);
      return open(session, operation.method, ready.params, { demand, handler, tools: [] }, options);
    },

    async startTurn(operation, input, options) {
      return enter(operation, input, options, true);
    },

    async runTurn(operation, input, options) {
      const result = await resultOf(await enter(operation, input, options, false), options);
      if ("outputError" in result && result.outputError !== null) throw result.outputError;
      return result;
    },

    async awaitTurn(operation, options) {
      const { params } = prepared(operation, {}, options);
      const turn = await inTurn(state, options.signal, () =>
        startTurn(session, state, {
          request: nextTurn(session, state, operation.method, params),
          options,
          keepEvents: false,
          onAccepted: () => undefined,
          read: async (result) => result,
        }),
      );
      return resultOf(turn, options);
    },

    async request(operation, fixed, options) {
      return session.call(operation.method, prepared(operation, fixed, options).params, options);
    },

    pages(operation, fixed, options) {
      return session.pages(operation.method, prepared(operation, fixed, options).params, options);
    },
  };
}

/** Refuses at once what would be refused later too, and later what a goal has overtaken in the queue. */
async function inTurn<Result extends TurnResult>(
  state: ThreadState,
  signal: AbortSignal | undefined,
  start: () => Started<Turn<Result>>,
): Promise<Turn<Result>> {
  refuseWhilePursued(state);
  return state.turns.enter(signal, () => {
    if (state.lost !== undefined) throw state.lost;
    refuseWhilePursued(state);
    return start();
  });
}

/** The server starts the next turn of a goal within milliseconds of the last, so that waiting would come to no end. */
function refuseWhilePursued({ id, goal }: ThreadState): void {
  if (!goal.isPursued) return;
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
