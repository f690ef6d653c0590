import { settleOrAbort } from "../lib/abort.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { isInvalidRequestError } from "../rpc/rpc-error.js";
import type { ThreadRecord } from "./thread-record.js";
import type { TurnRecord } from "./turn-record.js";

/** Calls the server. */
interface Caller {
  readonly call: ProtocolCall;
}

/** Interrupts exactly this turn. A turn that is over stays as it ended. */
export async function interruptTurn(
  caller: Caller,
  turn: TurnRecord,
  options: CallOptions = {},
): Promise<void> {
  await turn.named;
  if (turn.hasEnded) return;
  const { threadId } = turn;
  try {
    await onceActive(turn, options.signal, () =>
      caller.call("turn/interrupt", { threadId, turnId: turn.activeId }, options),
    );
  } catch (error) {
    // The turn may end while the request is under way, and the server then knows no such turn.
    if (!(isInvalidRequestError(error) && turn.hasEnded)) throw error;
  }
}

/** The same, where nobody waits for it. The turn may end, or the connection may, before it arrives; its result tells of either. */
export function interruptQuietly(caller: Caller, turn: TurnRecord): void {
  interruptTurn(caller, turn).catch(() => undefined);
}

/**
 * Interrupts a turn of somebody else's that has taken up a text. Past all that waits, and again until it is active: each moment
 * counts in which it acts.
 */
export async function interruptForeign(caller: Caller, record: ThreadRecord, turnId: string): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts && !record.activity.hasEnded(turnId); attempt += 1) {
    try {
      return void (await caller.call("turn/interrupt", { threadId: record.id, turnId }, { urgent: true }));
    } catch (error) {
      if (!isInvalidRequestError(error)) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** How long a turn that was interrupted is waited for, in milliseconds. */
export const heardOutMs = 5_000;

const mostAttempts = 50;
const retryMs = 5;

/**
 * The runtime answers `turn/start` a moment before the turn is active, and until then refuses to steer or interrupt it.
 * So what was sent before the turn's first event, and refused, is sent once more after it.
 */
export async function onceActive(
  turn: TurnRecord,
  signal: AbortSignal | undefined,
  call: () => Promise<unknown>,
): Promise<void> {
  const isEarly = !turn.hasBegun;
  try {
    await call();
  } catch (error) {
    if (!isEarly || !isInvalidRequestError(error)) throw error;
    await settleOrAbort(turn.begun, signal);
    if (turn.hasEnded) throw error;
    await call();
  }
}
