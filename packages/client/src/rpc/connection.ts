import { UsageError } from "../errors/usage-error.js";
import { Deferred } from "../lib/deferred.js";
import { Holders } from "../lib/holders.js";
import { checkTimeout } from "../lib/deadline.js";
import { ConnectionClosedError, isConnectionClosedError } from "../transport/connection-closed-error.js";
import { isProtocolError } from "../transport/protocol-error.js";
import type { Transport, TransportChannel, TransportEnd } from "../transport/transport.js";
import type { RequestOptions } from "./call-options.js";
import type { ConnectionOptions, Recovery } from "./connection-options.js";
import { type ConnectionState, endOfRecovery, RecoveryAttempt } from "./connection-state.js";
import { IncomingRequests } from "./incoming.js";
import { encodeNotification, parseMessage, type Incoming } from "./messages.js";
import { OutgoingRequests } from "./outgoing.js";
import { NotificationRouter, type NotificationListener, type NotificationObserver } from "./router.js";
import { NotificationScanner } from "./scanner.js";
import { toWireJson } from "./wire-json.js";

/**
 * JSON-RPC with an app-server, over any transport. Does no handshake: the first call must be `initialize`.
 *
 * @example
 * ```ts
 * await using connection = await Connection.open({ transport: stdioTransport() });
 * await connection.request("initialize", { clientInfo: { name: "demo", title: null, version: "1.0.0" } });
 * connection.notify("initialized");
 * const models = await connection.request("model/list", {});
 * ```
 */
export class Connection implements AsyncDisposable {
  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** What the server is needed for: while that is nothing, the connection does not keep this process alive. */
  readonly holders = new Holders((isHeld) => this.#channel?.setReferenced?.(isHeld));
  readonly #transport: Transport;
  readonly #outgoing: OutgoingRequests;
  readonly #incoming: IncomingRequests;
  readonly #router = new NotificationRouter();
  readonly #scanner = new NotificationScanner();
  readonly #ended = new Deferred<TransportEnd>();
  readonly #closed = new Deferred<TransportEnd>();
  #state: ConnectionState = { name: "opening", unsent: [] };
  #channel: TransportChannel | undefined;
  #recovery: Recovery | undefined;
  /** Counts the channels: what a former one still says does not count. */
  #generation = 0;

  private constructor({
    requestTimeoutMs = 60_000,
    maxInFlight = 32,
    retry = {},
    onServerRequest,
    traceContext,
    transport,
  }: ConnectionOptions) {
    this.requestTimeoutMs = checkTimeout("requestTimeoutMs", requestTimeoutMs);
    if (!(maxInFlight >= 1)) throw new UsageError("maxInFlight", "maxInFlight must be at least 1.");
    this.#outgoing = new OutgoingRequests({
      send: (text) => this.#send(text),
      maxInFlight,
      retry,
      traceContext,
      holders: this.holders,
    });
    this.#incoming = new IncomingRequests(onServerRequest, (text) => this.#send(text));
    this.#transport = transport;
  }

  get state(): ConnectionState["name"] {
    return this.#state.name;
  }

  /**
   * Resolves as soon as nothing more is received, with the very error that every call rejects with from then on. The
   * peer may take longer to be gone: see {@link closed}.
   */
  get ended(): Promise<TransportEnd> {
    return this.#ended.promise;
  }

  /**
   * Resolves when the connection has ended and the peer is gone, with the reason: a ConnectionClosedError, or a ProtocolError if the
   * server sent something else than the protocol. Never rejects.
   */
  get closed(): Promise<TransportEnd> {
    return this.#closed.promise;
  }

  /**
   * Opens the transport.
   *
   * @throws what the transport rejects with; `signal.reason` on an abort; UsageError for an option out of range.
   *
   * @example
   * ```ts
   * const connection = await Connection.open({ transport: stdioTransport(), signal: AbortSignal.timeout(5_000) });
   * ```
   */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const connection = new Connection(options);
    await connection.#open(options.signal);
    return connection;
  }

  /**
   * Calls a method. `params` is turned into JSON at once, so that later changes to it are not seen.
   *
   * @returns The `result` of the response.
   * @throws RpcError or a subclass if the server refuses; RequestTimeoutError; ConnectionClosedError or ProtocolError
   * if the connection ends first; `signal.reason` on an abort; UsageError if `params` has no JSON form, or none that the server would read.
   *
   * @example
   * ```ts
   * const started = await connection.request("thread/start", { cwd: "/repo" }, { timeoutMs: 5_000 });
   * ```
   */
  request(method: string, params?: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { timeoutMs = this.requestTimeoutMs } = options;
    return this.#outgoing.call(method, params, timeoutMs, options);
  }

  /**
   * Sends a notification, past the queue of calls. There is no answer; on an ended connection it goes nowhere.
   *
   * @throws UsageError if `params` has no JSON form.
   */
  notify(method: string, params?: unknown): void {
    this.#send(encodeNotification(method, toWireJson(`the parameters of ${method}`, params)));
  }

  /**
   * Hears every notification from now on, until disposed: after the client's own state and the listeners of the method. All are
   * then parsed, where otherwise deltas that nobody wants are not.
   *
   * @example
   * ```ts
   * using subscription = connection.onNotification(({ method }) => console.log(method));
   * ```
   */
  onNotification(listener: NotificationListener): Disposable {
    return this.#router.onAll(listener);
  }

  /**
   * Hears the notifications of a method from now on, until disposed: after the client's own state.
   *
   * @example
   * ```ts
   * using subscription = connection.onMethod("turn/started", ({ method }) => console.log(method));
   * ```
   */
  onMethod(method: string, listener: NotificationListener): Disposable {
    return this.#router.onMethod(method, listener);
  }

  /** Puts the client's own state in front of all listeners. */
  observeWith(observer: NotificationObserver): void {
    this.#router.observeWith(observer);
  }

  /**
   * From now on, a connection that breaks is dialled again. Calls that were sent reject with the ConnectionClosedError of
   * the break, since they may have been carried out; those that were not wait until it is restored.
   */
  recoverWith(recovery: Recovery): void {
    this.#recovery = recovery;
  }

  /**
   * Ends the connection: calls without an answer reject at once, and it resolves when the peer is gone. May be
   * called at any time and again.
   */
  async close(): Promise<void> {
    const before = this.#state;
    const end = new ConnectionClosedError("The connection was closed by this client.", { reason: "closed" });
    this.#end(end);
    try {
      if (before.name === "recovering") {
        before.attempt.abort.abort(end);
        await before.attempt.over;
      }
      await this.#channel?.close();
    } finally {
      this.#closed.resolve(this.#state.name === "closed" ? this.#state.end : end);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const generation = ++this.#generation;
    const isCurrent = (): boolean => generation === this.#generation;
    const channel = await this.#transport.open(
      {
        message: (text) => {
          if (isCurrent()) this.#receive(text);
        },
        closed: (end) => {
          if (isCurrent()) this.#onClosed(end);
        },
      },
      signal === undefined ? {} : { signal },
    );
    this.#channel = channel;
    try {
      channel.setReferenced?.(this.holders.isHeld);
      // A transport may have lost the race with the abort, or with the end of its peer.
      if (signal?.aborted === true) await channel.close();
      signal?.throwIfAborted();
      const state = this.#state;
      const end =
        state.name === "closed" ? state.end : state.name === "recovering" ? state.attempt.broken : undefined;
      if (end !== undefined) throw end;
      if (state.name !== "opening") return;
      this.#state = { name: "open" };
      for (const text of state.unsent) channel.send(text);
    } catch (error) {
      this.#hangUp();
      throw error;
    }
  }

  #send(text: string): void {
    if (this.#state.name === "closed") return;
    // A server request can come, and be answered, in the tick in which the transport opens.
    if (this.#state.name === "opening") this.#state.unsent.push(text);
    else this.#channel?.send(text);
  }

  #receive(text: string): void {
    const state = this.#state;
    if (state.name === "closed") return;
    // What is held is delivered later, and may be wanted by then.
    if (state.name !== "recovering" && this.#isUnwanted(text)) return;
    this.#router.reconsider();
    let incoming: Incoming;
    try {
      incoming = parseMessage(text);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#end(error);
      return this.#hangUp();
    }
    if (incoming.kind === "response") this.#outgoing.answer(incoming.response);
    else if (state.name === "recovering") state.attempt.held.push(incoming);
    else this.#deliver(incoming);
  }

  /**
   * Whether nobody wants the notification that `text` is. It is then dropped unread: should a text in it be no JSON inside,
   * nobody hears of that either. The framing is intact, so that whatever follows is read as ever.
   */
  #isUnwanted(text: string): boolean {
    const notification = this.#scanner.scan(text);
    return notification !== undefined && this.#router.isUnwanted(notification);
  }

  #deliver(incoming: Exclude<Incoming, { kind: "response" }>): void {
    if (incoming.kind === "notification") this.#router.dispatch(incoming.notification);
    else this.#incoming.receive(incoming.request);
  }

  /** The first end stands. */
  #end(end: TransportEnd): void {
    if (this.#state.name === "closed") return;
    this.#state = { name: "closed", end };
    this.#outgoing.finish(end);
    this.#ended.resolve(end);
  }

  #onClosed(end: TransportEnd): void {
    const state = this.#state;
    if (state.name === "recovering") return this.#lose(state.attempt, end);
    if (
      state.name === "open" &&
      this.#recovery !== undefined &&
      isConnectionClosedError(end) &&
      end.reason === "disconnected"
    ) {
      return this.#recover(this.#recovery, end);
    }
    this.#end(end);
    this.#closed.resolve(state.name === "closed" && isProtocolError(state.end) ? state.end : end);
    this.#hangUp();
  }

  #recover(recovery: Recovery, end: ConnectionClosedError): void {
    const attempt = new RecoveryAttempt();
    this.#state = { name: "recovering", attempt };
    recovery.onDropped(end);
    this.#lose(attempt, end);
    attempt.over = recovery
      .redial(end, () => this.#reopen(recovery, attempt), attempt.abort.signal)
      .then(
        () => this.#restored(attempt),
        (error: unknown) => {
          const given = endOfRecovery(error);
          this.#end(given);
          this.#closed.resolve(this.#state.name === "closed" ? this.#state.end : given);
        },
      );
  }

  /** The connection broke, for the first time or while it was being restored. */
  #lose(attempt: RecoveryAttempt, end: TransportEnd): void {
    attempt.broken = end;
    this.#incoming.dropped();
    this.#outgoing.drop(end);
    this.#hangUp();
    this.#channel = undefined;
  }

  async #reopen({ restore }: Recovery, attempt: RecoveryAttempt): Promise<void> {
    attempt.broken = undefined;
    attempt.held = [];
    await this.#open(attempt.abort.signal);
    try {
      await restore({
        request: (method, params, { timeoutMs = this.requestTimeoutMs, ...options } = {}) =>
          this.#outgoing.call(method, params, timeoutMs, { ...options, restores: true }),
        notify: (method, params) => this.notify(method, params),
        forgetRequests: () => this.#incoming.forgetAll(),
      });
    } catch (error) {
      // What this channel still says is nobody's: the next attempt has a channel of its own.
      this.#generation += 1;
      this.#hangUp();
      this.#channel = undefined;
      throw error;
    }
    // It may have broken when nothing was waiting for it any more.
    if (attempt.broken !== undefined) throw attempt.broken as TransportEnd;
  }

  #restored({ held, broken }: RecoveryAttempt): void {
    if (this.#state.name === "closed") return;
    this.#state = { name: "open" };
    if (broken !== undefined) return this.#onClosed(broken);
    for (const incoming of held) this.#deliver(incoming);
    this.#outgoing.restored();
  }

  #hangUp(): void {
    // Why it ended is known already; a transport that breaks its word and rejects here adds nothing.
    this.#channel?.close().catch(() => undefined);
  }
}
