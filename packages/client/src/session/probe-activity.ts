import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { isConnectionClosedError } from "../transport/connection-closed-error.js";
import type { ThreadRecord } from "./thread-record.js";

/** How long the answer may take, in milliseconds. Without one a turn is started all the same, as where nothing can be asked. */
const probeMs = 1_000;

/**
 * Asks the server which turn is active on a thread, told or not. Of all requests only `turn/steer` knows a turn from the moment
 * that the thread is busy with it; one that expects a turn which there is not has no effect, and its refusal names the one that is
 * active. `thread/read` and `thread/resume` call a thread idle that a goal is about to start its next turn on.
 */
export async function probeActivity(call: ProtocolCall, { id, activity }: ThreadRecord): Promise<void> {
  for (;;) {
    const { ends } = activity;
    const active = await activeTurn(call, id);
    if (active === undefined) return activity.confirmedIdle();
    if (activity.ends === ends) return activity.turnStarted(active);
    // A turn has ended since, perhaps the one that was named: ask again.
  }
}

async function activeTurn(call: ProtocolCall, threadId: string): Promise<string | undefined> {
  const params = { threadId, expectedTurnId: "none", input: [] };
  try {
    await call("turn/steer", params, { timeoutMs: probeMs, urgent: true });
    return undefined;
  } catch (error) {
    if (isConnectionClosedError(error)) throw error;
    // expected active turn id `none` but found `01a2…`
    return isRpcError(error) ? /\bfound `([^`]+)`/.exec(error.message)?.[1] : undefined;
  }
}
