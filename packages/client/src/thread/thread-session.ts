import type { ApprovalBroker } from "../approvals/approval-broker.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { createRpc, type ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { CallOptions } from "../rpc/requests.js";
import type { Connection } from "../rpc/connection.js";
import { TurnRecorder } from "../turn/turn-recorder.js";
import type { ThreadSettings } from "./thread-settings.js";
import { ThreadStates, type ThreadState } from "./thread-state.js";

/** What the threads of one client share: the connection, and what is known over it. */
export class ThreadSession {
  /** Who is asked about approvals, and what was decided. */
  readonly approvals: ApprovalBroker;
  /** All of the protocol; a client shows of it what it opted into. */
  readonly rpc: ExperimentalRpc;
  readonly #connection: Connection;
  readonly #states: ThreadStates;
  readonly #running = new Set<TurnRecorder>();

  constructor(connection: Connection, approvals: ApprovalBroker) {
    this.#connection = connection;
    this.approvals = approvals;
    this.rpc = createRpc((method, params, options) => this.call(method, params, options));
    this.#states = new ThreadStates(connection);
    void connection.ended.then((end) => {
      for (const recorder of this.#running) recorder.fail(end);
    });
  }

  /** Calls a method. The types are the generated protocol's word for what the server answers. */
  async call<Method extends keyof ExperimentalClientRequests>(
    method: Method,
    params: object | undefined,
    options?: CallOptions,
  ): Promise<ExperimentalClientRequests[Method]["result"]> {
    return (await this.#connection.request(
      method,
      params,
      options,
    )) as ExperimentalClientRequests[Method]["result"];
  }

  /** Listens for a turn that is about to be started on a thread. */
  record(threadId: string, keepEvents: boolean): TurnRecorder {
    const recorder = new TurnRecorder(this.#connection, this.approvals.trail, threadId, keepEvents);
    this.#running.add(recorder);
    const forget = (): void => {
      this.#running.delete(recorder);
    };
    recorder.ended.then(forget, forget);
    return recorder;
  }

  /** The state of a thread, with what a response has just said is in force. */
  stateOf(threadId: string, settings: ThreadSettings): ThreadState {
    return this.#states.stateOf(threadId, settings);
  }
}
