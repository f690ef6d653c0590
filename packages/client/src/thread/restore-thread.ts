import type { ClientRequests } from "../generated/methods.js";
import type { Turn } from "../generated/types.js";
import type { RequestFunction } from "../rpc/request-function.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { ConnectionClosedError } from "../transport/connection-closed-error.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";
import { settingsFrom } from "./thread-settings.js";
import type { Pursuit } from "./pursuit.js";
import type { ThreadState } from "./thread-state.js";

type Call = RequestFunction<ClientRequests>;

/**
 * Hears of a thread again on a new connection: without overrides, so that nothing is rewritten.
 *
 * @param recorders Its turns that had not ended when the connection broke. Each goes on, or ends as the server says it did.
 * @param pursuits Of its goal. The server tells of the goal with its answer; nothing is heard of one where it does not.
 * @returns The turns whose end was missed, or will never be known.
 */
export async function restoreThread(
  call: Call,
  state: ThreadState,
  recorders: readonly TurnRecorder[],
  pursuits: readonly Pursuit[],
): Promise<readonly string[]> {
  const attached = (await attach(call, state)) || (await attachWithTurn(call, state, recorders));
  if (!attached) {
    state.turns.release();
    const lost = state.lost ?? unknownEnd(state.id);
    for (const followed of [...recorders, ...pursuits]) followed.fail(lost);
    return recorders.flatMap(({ turnId }) => turnId ?? []);
  }
  const turns = await turnsOf(call, state.id, recorders);
  const over: string[] = [];
  for (const recorder of recorders) {
    takeUp(recorder, turns, state);
    if (recorder.over && recorder.turnId !== undefined) over.push(recorder.turnId);
  }
  state.turns.release();
  return over;
}

/** Hears of a turn that runs on a thread which could not be resumed before it had one. */
export async function attachToTurn(call: Call, state: ThreadState, recorder: TurnRecorder): Promise<void> {
  const attached = await attachWithTurn(call, state, [recorder]);
  const turns = attached ? await turnsOf(call, state.id, [recorder]) : [];
  takeUp(recorder, turns, state);
}

/** The runtime refuses to resume a thread until it has written its first lines: some 50 ms after its first turn began. */
async function attachWithTurn(
  call: Call,
  state: ThreadState,
  recorders: readonly TurnRecorder[],
): Promise<boolean> {
  if (recorders.length === 0) return false;
  for (let pauseMs = 5; pauseMs < 2_000 && state.lost === undefined; pauseMs *= 2) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (await attach(call, state)) return true;
  }
  return false;
}

function takeUp(recorder: TurnRecorder, turns: readonly Turn[], { id, lost }: ThreadState): void {
  const turn = turns.find((turn) => turn.id === recorder.turnId);
  if (turn === undefined) recorder.fail(lost ?? unknownEnd(id));
  else recorder.takeUp(turn);
}

/** Whether the server now tells this connection of the thread. */
async function attach(call: Call, state: ThreadState): Promise<boolean> {
  try {
    const response = await call("thread/resume", { threadId: state.id, excludeTurns: true });
    state.updated(settingsFrom(response));
    state.attached();
    // What was known to run may have ended; what runs may be nobody's here: its `turn/start` was under way when the
    // connection broke, or another client started it. The next turn waits for it, since it would steer it.
    state.activity.stopped();
    if (response.thread.status.type === "active") state.activity.found([]);
    return true;
  } catch (error) {
    if (!isRpcError(error)) throw error;
    await detach(call, state, error);
    return false;
  }
}

/** The server cannot resume the thread: because it has no turn yet, keeps no history of it, or does not know it. */
async function detach(call: Call, state: ThreadState, refusal: Error): Promise<void> {
  try {
    const { thread } = await call("thread/read", { threadId: state.id });
    if (!thread.ephemeral) return state.detached();
  } catch (error) {
    if (!isRpcError(error)) throw error;
  }
  state.detached(
    new ConnectionClosedError(
      `The connection was restored, but not thread ${state.id}: the server keeps no history of it, or is another process. ` +
        "What ran on it cannot be known any more.",
      { reason: "disconnected", cause: refusal },
    ),
  );
}

/** The newest turns of a thread, at least back to those that are looked for. */
async function turnsOf(
  call: Call,
  threadId: string,
  recorders: readonly TurnRecorder[],
): Promise<readonly Turn[]> {
  const wanted = new Set(recorders.map(({ turnId }) => turnId));
  const turns: Turn[] = [];
  let cursor: string | null = null;
  while (wanted.size > 0) {
    const page: ClientRequests["thread/turns/list"]["result"] = await call("thread/turns/list", {
      threadId,
      cursor,
      itemsView: "full",
      sortDirection: "desc",
      limit: 10,
    });
    for (const turn of page.data) wanted.delete(turn.id);
    turns.push(...page.data);
    cursor = page.nextCursor ?? null;
    if (cursor === null) break;
  }
  return turns;
}

function unknownEnd(threadId: string): ConnectionClosedError {
  return new ConnectionClosedError(
    `The connection was restored, but the server does not tell of what ran on thread ${threadId}: how it ended cannot be known.`,
    { reason: "disconnected" },
  );
}
