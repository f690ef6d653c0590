import { turnChannel, type TurnDiagnostics } from "../diagnostics/channels.js";
import { trace, type Mutable } from "../diagnostics/trace.js";
import { Deferred } from "../lib/deferred.js";
import type { TurnRecord } from "./turn-record.js";

/** Lets the diagnostics channel `codex.turn` know of a turn, from before `accept` is called until its end. Answers as `accept` does. */
export function traceTurn(
  threadId: string,
  accept: () => Promise<void>,
  turn: Pick<TurnRecord, "id" | "ended">,
): Promise<void> {
  const event: Mutable<TurnDiagnostics> = { threadId, turnId: undefined, status: undefined };
  const answer = new Deferred<undefined>();
  const over = trace(
    turnChannel,
    () => event,
    async () => {
      try {
        await accept();
        event.turnId = turn.id;
        answer.resolve(undefined);
      } catch (error) {
        answer.reject(error);
        throw error;
      }
      event.status = (await turn.ended).status;
    },
  );
  // Its failures are told by the answer and by the record.
  over.catch(() => undefined);
  return answer.promise;
}
