import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { Deferred } from "../rpc/deferred.js";
import type { RequestOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";
import { Patience } from "./patience.js";
import type { ThreadSession } from "./thread-session.js";
import type { ThreadState } from "./thread-state.js";

/** A request that starts a turn. */
export interface TurnRequest {
  readonly method: string;
  /** Sends it, and answers with the id of the turn when the server has named it. By then the recorder knows it too. */
  readonly send: (recorder: TurnRecorder, limits: RequestOptions) => Promise<string>;
}

/** `turn/start`, whose response names the turn. */
export function turnStart(
  session: ThreadSession,
  state: ThreadState,
  params: Readonly<Record<string, unknown>>,
): TurnRequest {
  const method = "turn/start";
  return {
    method,
    send: async (recorder, limits) => {
      const { changes } = state;
      const { turn } = await session.call(method, params, limits);
      state.accepted(turn.id, changes, params);
      recorder.bind(turn.id);
      void session.attach(state, recorder);
      return turn.id;
    },
  };
}

/** A request that is answered at once: the turn is the next one that starts on the thread. It changes no settings. */
export function nextTurn(
  session: ThreadSession,
  state: ThreadState,
  method: keyof ExperimentalClientRequests,
  params: object,
): TurnRequest {
  return {
    method,
    send: async (recorder, limits) => {
      const named = new Deferred<string>();
      recorder.bindToNext((turnId) => {
        state.accepted(turnId, state.changes, {});
        named.resolve(turnId);
      });
      recorder.ended.catch(named.reject);
      const patience = new Patience(method, undefined, limits.timeoutMs ?? session.requestTimeoutMs);
      try {
        await session.call(method, params, limits);
        return await settleOrAbort(named.promise, patience.over);
      } finally {
        patience[Symbol.dispose]();
      }
    },
  };
}
