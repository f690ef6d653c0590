import type { ApprovalBroker } from "../approvals/approval-broker.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { createRpc, type ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { CallOptions, RequestOptions } from "../rpc/requests.js";
import type { Connection } from "../rpc/connection.js";
import type { ThreadTools } from "../tools/thread-tools.js";
import type { RequestFunction } from "../rpc/request-function.js";
import { isConnectionClosedError } from "../transport/connection-closed-error.js";
import { TurnRecorder } from "../turn/turn-recorder.js";
import { attachToTurn, restoreThread } from "./restore-thread.js";
import { ThreadStates, type ThreadState } from "./thread-state.js";

/** What the threads of one client share: the connection, and what is known over it. */
export class ThreadSession {
  /** Who is asked about approvals, and what was decided. */
  readonly approvals: ApprovalBroker;
  /** What executes the tools of each thread. */
  readonly tools: ThreadTools;
  /** All of the protocol; a client shows of it what it opted into. */
  readonly rpc: ExperimentalRpc;
  readonly #connection: Connection;
  readonly #states: ThreadStates;
  readonly #running = new Set<TurnRecorder>();

  /** @param shared Whether other clients may talk to the same server. */
  constructor(connection: Connection, approvals: ApprovalBroker, tools: ThreadTools, shared: boolean) {
    this.#connection = connection;
    this.approvals = approvals;
    this.tools = tools;
    this.rpc = createRpc((method, params, options) => this.call(method, params, options));
    this.#states = new ThreadStates(connection, shared);
    void connection.ended.then((end) => {
      for (const recorder of this.#running) recorder.fail(end);
      for (const { turns } of this.#states.all) turns.release();
    });
  }

  /** Calls a method. The types are the generated protocol's word for what the server answers. */
  call<Method extends keyof ExperimentalClientRequests>(
    method: Method,
    params: object | undefined,
    options?: RequestOptions,
  ): Promise<ExperimentalClientRequests[Method]["result"]> {
    return this.#connection.request(method, params, options) as Promise<
      ExperimentalClientRequests[Method]["result"]
    >;
  }

  /** Listens for a turn that is about to be started on a thread. */
  record(threadId: string, keepEvents: boolean): TurnRecorder {
    const recorder = new TurnRecorder(this.#connection, this.approvals.trail, threadId, keepEvents);
    this.#running.add(recorder);
    const forget = (): void => {
      this.#running.delete(recorder);
    };
    recorder.settled.then(forget, forget);
    return recorder;
  }

  /** Sends a request that opens a thread; its response says what is then in force. */
  async open(
    method: ThreadOpener,
    params: { readonly threadId?: unknown },
    options: CallOptions,
  ): Promise<{ readonly id: string; readonly state: ThreadState }> {
    const resumed = method === "thread/resume" ? String(params.threadId) : undefined;
    return this.#states.opened(resumed, () => this.call(method, params, options));
  }

  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  get requestTimeoutMs(): number {
    return this.#connection.requestTimeoutMs;
  }

  /** The connection broke, and may be restored: until then nobody knows what runs on any thread. */
  hold(): void {
    for (const { turns } of this.#states.all) turns.hold();
  }

  /**
   * Takes up every thread on a new connection.
   *
   * @returns The threads that could not be, and the turns that are over.
   */
  async restore(call: RequestFunction<ExperimentalClientRequests>): Promise<Restored> {
    const over = await Promise.all(
      this.#states.all.map((state) => {
        const recorders = [...this.#running].filter(
          ({ threadId, turnId, over }) => threadId === state.id && turnId !== undefined && !over,
        );
        return restoreThread(call, state, recorders);
      }),
    );
    const lost = this.#states.all.filter((state) => state.lost !== undefined);
    return { lostThreads: lost.map(({ id }) => id), turnsOver: over.flat() };
  }

  /** Sees to it that the server tells of a turn that it has accepted. Never rejects: the turn's end tells. */
  async attach(state: ThreadState, recorder: TurnRecorder): Promise<void> {
    if (state.isAttached) return;
    try {
      await attachToTurn((method, params, options) => this.call(method, params, options), state, recorder);
    } catch (error) {
      // If it is the connection that broke, restoring it takes up this turn too.
      if (!isConnectionClosedError(error)) recorder.fail(error as Error);
    }
  }
}

/** What became of the threads of a client when its connection was restored. */
export interface Restored {
  readonly lostThreads: readonly string[];
  readonly turnsOver: readonly string[];
}

/** The requests that open a thread. */
export type ThreadOpener = "thread/start" | "thread/resume" | "thread/fork";
