import { turnChannel, type TurnDiagnostics } from "../diagnostics/channels.js";
import { trace, type Mutable } from "../diagnostics/trace.js";
import { Deferred } from "../rpc/deferred.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";
import type { Turn } from "../turn/turn.js";

/** Lets the diagnostics channel `codex.turn` know of a turn from before `accept` is called until its end. */
export function traceTurn(
  threadId: string,
  accept: () => Promise<Turn>,
  recorder: TurnRecorder,
): { readonly answer: Promise<Turn>; readonly over: Promise<unknown> } {
  const event: Mutable<TurnDiagnostics> = { threadId, turnId: undefined, status: undefined };
  const answer = new Deferred<Turn>();
  const over = trace(
    turnChannel,
    () => event,
    async () => {
      try {
        const turn = await accept();
        event.turnId = turn.id;
        answer.resolve(turn);
      } catch (error) {
        answer.reject(error);
        throw error;
      }
      event.status = (await recorder.ended).status;
    },
  );
  return { answer: answer.promise, over };
}
