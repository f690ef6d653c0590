import type { ApprovalBroker } from "../approvals/approval-broker.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { createRpc, type ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { ServerNotification } from "../generated/types.js";
import type { CallOptions, RequestOptions } from "../rpc/requests.js";
import type { Connection } from "../rpc/connection.js";
import type { ThreadTools } from "../tools/thread-tools.js";
import type { RequestFunction } from "../rpc/request-function.js";
import { isConnectionClosedError, type ConnectionClosedError } from "../transport/connection-closed-error.js";
import { TurnRecorder } from "../turn/turn-recorder.js";
import { itemsOfPages, type Page } from "./pages.js";
import type { Pursuit } from "./pursuit.js";
import { settingsFrom } from "./thread-settings.js";
import { ThreadStates, type Opened, type ThreadState } from "./thread-state.js";

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
  readonly #pursuits = new Set<Pursuit>();

  /** @param shared Whether other clients may talk to the same server. */
  constructor(connection: Connection, approvals: ApprovalBroker, tools: ThreadTools, shared: boolean) {
    this.#connection = connection;
    this.approvals = approvals;
    this.tools = tools;
    this.rpc = createRpc((method, params, options) => this.call(method, params, options));
    this.#states = new ThreadStates(connection, shared);
    void connection.ended.then((end) => {
      for (const followed of [...this.#running, ...this.#pursuits]) followed.fail(end);
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

  /** Iterates over what a method answers a page at a time; each iteration begins with the first. */
  pages<Item>(
    method: keyof ExperimentalClientRequests,
    params: object,
    { signal, timeoutMs }: CallOptions,
  ): AsyncIterable<Item> {
    const fetch = async (cursor: string | undefined): Promise<Page<Item>> => {
      const at = cursor === undefined ? params : { ...params, cursor };
      return (await this.call(method, at, { signal, timeoutMs })) as Page<Item>;
    };
    return { [Symbol.asyncIterator]: () => itemsOfPages(method, fetch) };
  }

  /** Hears what the server tells of a thread with some methods. */
  onThread(
    threadId: string,
    methods: readonly string[],
    listener: (notification: ServerNotification) => void,
  ): Disposable {
    return this.#connection.onThread(
      threadId,
      (notification) => {
        listener(notification as ServerNotification);
      },
      (method) => methods.includes(method),
    );
  }

  /** Lets the pursuit of a goal know when its end will never be seen. */
  follow(pursuit: Pursuit): void {
    this.#pursuits.add(pursuit);
    const forget = (): void => {
      this.#pursuits.delete(pursuit);
    };
    pursuit.ended.then(forget, forget);
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
  ): Promise<Opened> {
    const source = method === "thread/start" ? undefined : String(params.threadId);
    return this.#states.opened(source, () => this.call(method, params, options));
  }

  /** Asks what is in force on a loaded thread. Overrides nothing. */
  async reread(state: ThreadState, options: CallOptions): Promise<void> {
    state.updated(
      settingsFrom(await this.call("thread/resume", { threadId: state.id, excludeTurns: true }, options)),
    );
  }

  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  get requestTimeoutMs(): number {
    return this.#connection.requestTimeoutMs;
  }

  /** The connection broke, and may be restored: until then nobody knows what runs on any thread. */
  hold(end: ConnectionClosedError): void {
    for (const { turns } of this.#states.all) turns.hold();
    // Its start may be missed, and the next turn to start may then be another.
    for (const recorder of this.#running) if (recorder.awaitsStart) recorder.fail(end);
  }

  /**
   * Takes up every thread on a new connection.
   *
   * @returns The threads that could not be, and the turns that are over.
   */
  async restore(call: RequestFunction<ExperimentalClientRequests>): Promise<Restored> {
    const { restoreThread } = await import("./restore-thread.js");
    const over = await Promise.all(
      this.#states.all.map((state) => {
        const recorders = [...this.#running].filter(
          ({ threadId, turnId, over }) => threadId === state.id && turnId !== undefined && !over,
        );
        const pursuits = [...this.#pursuits].filter(({ threadId }) => threadId === state.id);
        return restoreThread(call, state, recorders, pursuits);
      }),
    );
    const lost = this.#states.all.filter((state) => state.lost !== undefined);
    return { lostThreads: lost.map(({ id }) => id), turnsOver: over.flat() };
  }

  /** Sees to it that the server tells of a turn that it has accepted. Never rejects: the turn's end tells. */
  async attach(state: ThreadState, recorder: TurnRecorder): Promise<void> {
    if (state.isAttached) return;
    try {
      const { attachToTurn } = await import("./restore-thread.js");
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
