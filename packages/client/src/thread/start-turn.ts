import { onAbort } from "../rpc/on-abort.js";
import type { CallOptions } from "../rpc/requests.js";
import { isRequestTimeoutError } from "../rpc/request-timeout-error.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";
import type { TurnResult } from "../result/turn-result.js";
import type { Turn } from "../result/turn.js";
import { StartedTurn } from "../turn/started-turn.js";
import { Patience } from "./patience.js";
import type { ThreadSession } from "./thread-session.js";
import type { ThreadState } from "./thread-state.js";
import { traceTurn } from "./trace-turn.js";
import type { Started } from "./turn-queue.js";
import type { TurnRequest } from "./turn-request.js";

/** How long after its caller gave up an answer is still waited for, so that the turn it names can be stopped. */
const lateMs = 60_000;

/** A turn to be started. */
export interface TurnToStart<Result extends TurnResult> {
  readonly request: TurnRequest;
  readonly options: CallOptions;
  readonly keepEvents: boolean;
  /** Called when the server has accepted it. What it throws, the caller gets, and the turn is stopped. */
  readonly onAccepted: () => void;
  /** What its result is to those who asked for one. */
  readonly read: (result: TurnResult) => Promise<Result>;
}

/**
 * Sends the request that starts a turn. A caller that gives up, by its signal or its timeout, gets its error at once; what was not on the
 * wire by then is never sent. What was may have started a turn: the thread stays taken until the answer names that turn,
 * which is then interrupted, it and no other, and until its end.
 */
export function startTurn<Result extends TurnResult>(
  session: ThreadSession,
  state: ThreadState,
  { request, options, keepEvents, onAccepted, read }: TurnToStart<Result>,
): Started<Turn<Result>> {
  const { signal, timeoutMs = session.requestTimeoutMs } = options;
  const recorder = session.record(state.id, keepEvents);
  const patience = new Patience(request.method, signal, timeoutMs);

  const accept = async (): Promise<Turn<Result>> => {
    const limits = { timeoutMs: timeoutMs > 0 ? timeoutMs + lateMs : timeoutMs, withdraw: patience.over };
    const turnId = await request.send(recorder, limits);
    const started = new StartedTurn(session.rpc, recorder, state.id, turnId, read);
    if (patience.over.aborted) stop(started);
    else if (signal !== undefined) stopOnAbort(started, recorder, signal);
    return started;
  };
  const accepted = traceTurn(state.id, accept, recorder).finally(() => {
    patience[Symbol.dispose]();
  });
  accepted.catch((error: unknown) => {
    recorder.abandon();
    // It may have been accepted, and nobody will ever say.
    if (isRequestTimeoutError(error)) state.doubt();
  });
  const checked = accepted.then((started) => {
    try {
      onAccepted();
    } catch (error) {
      stop(started);
      throw error;
    }
    return started;
  });
  return {
    value: settleOrAbort(checked, patience.over),
    over: accepted.then(() => recorder.ended),
  };
}

/** Interrupts exactly this turn. It may end, or the connection may, before that arrives; its result tells of either. */
function stop(turn: Turn<TurnResult>): void {
  turn.interrupt().catch(() => undefined);
}

function stopOnAbort(turn: Turn<TurnResult>, recorder: TurnRecorder, signal: AbortSignal): void {
  const subscription = onAbort(signal, () => {
    stop(turn);
  });
  const forget = (): void => {
    subscription[Symbol.dispose]();
  };
  recorder.ended.then(forget, forget);
}
