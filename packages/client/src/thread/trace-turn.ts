import { turnChannel, type TurnDiagnostics } from "../diagnostics/channels.js";
import { trace, type Mutable } from "../diagnostics/trace.js";
import { Deferred } from "../rpc/deferred.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";

/** Lets the diagnostics channel `codex.turn` know of a turn, from before `accept` is called until its end. Answers as `accept` does. */
export function traceTurn<Turn extends { readonly id: string }>(
  threadId: string,
  accept: () => Promise<Turn>,
  recorder: Pick<TurnRecorder, "ended">,
): Promise<Turn> {
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
  // Its failures are told by the answer and by the recorder.
  over.catch(() => undefined);
  return answer.promise;
}
