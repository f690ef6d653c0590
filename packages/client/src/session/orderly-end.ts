import { settledWithin } from "../lib/deadline.js";
import type { Session } from "./session.js";
import { heardOutMs, interruptQuietly } from "./turn-control.js";

/**
 * Options of {@link Codex.close}.
 *
 * @example
 * ```ts
 * const options: CloseOptions = { graceMs: 10_000 };
 * await codex.close(options);
 * ```
 */
export interface CloseOptions {
  /**
   * How long turns of this client may go on to their own end, in milliseconds. Then they are interrupted and heard out, for 5 seconds at most.
   * 0 interrupts them at once, Infinity lets them take as long as they like. Without it nothing is waited for.
   */
  readonly graceMs?: number | undefined;
}

/**
 * Lets this client's turns end: by themselves for `graceMs`, then interrupted, and heard out for a while. Goals are paused, since the
 * server would start the next of their turns at once.
 *
 * @param closed Settles when the connection has ended: there is nothing to wait for any more.
 */
export async function endTurns(session: Session, graceMs: number, closed: Promise<unknown>): Promise<void> {
  for (const { id, pursuits } of session.records.all) {
    // Where that fails, its turn is interrupted, which ends the pursuit too.
    if (pursuits.size > 0)
      session.call("thread/goal/set", { threadId: id, status: "paused" }).catch(() => undefined);
  }
  const over = Promise.race([allEnded(session), closed]);
  if (graceMs > 0) await settledWithin(over, graceMs);
  for (const turn of runningTurns(session)) interruptQuietly(session, turn);
  await settledWithin(over, heardOutMs);
}

const runningTurns = (session: Session) => session.records.all.flatMap(({ runningTurns }) => runningTurns);

/** Resolves when nothing of this client's runs. */
async function allEnded(session: Session): Promise<void> {
  for (;;) {
    const running = [
      ...runningTurns(session),
      ...session.records.all.flatMap(({ pursuits }) => [...pursuits]),
    ];
    if (running.length === 0) return;
    await Promise.allSettled(running.map(({ ended }) => ended));
  }
}
