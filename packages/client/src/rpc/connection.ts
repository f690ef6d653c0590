import { UsageError } from "../errors/usage-error.js";
import { ConnectionClosedError, isConnectionClosedError } from "../transport/connection-closed-error.js";
import { isProtocolError } from "../transport/protocol-error.js";
import type { Transport, TransportChannel, TransportEnd } from "../transport/transport.js";
import { Answers } from "./answers.js";
import { Deferred } from "./deferred.js";
import { toJson } from "./json.js";
import { encodeNotification, parseMessage, type Incoming } from "./messages.js";
import { NotificationScanner } from "./notification-scanner.js";
import { Requests, type RequestOptions } from "./requests.js";
import type { ServerRequestHandler } from "./responder.js";
import type { RetryOptions } from "./retry.js";
import { checkTimeout } from "./timeout.js";
import type { TraceContext } from "./trace-context.js";
import { NotificationRouter, type NotificationListener, type Wants } from "./router.js";

/**
 * How to connect.
 *
 * @example
 * ```ts
 * const options: ConnectionOptions = { transport: stdioTransport(), requestTimeoutMs: 10_000, retry: false };
 * ```
 */
export interface ConnectionOptions {
  readonly transport: Transport;
  /**
   * How long a call waits for its answer, in milliseconds, queue and retries included. 0 or Infinity: for ever.
   * Default 60000: the server answers within milliseconds what it answers at all, but a reply that got lost (seen
   * over stdio under load) must end in an error. Only `command/exec` can rightly take longer.
   */
  readonly requestTimeoutMs?: number | undefined;
  /** How many calls may be without an answer at a time; the rest wait in order. Default 32. */
  readonly maxInFlight?: number | undefined;
  /** How calls that are refused as overloaded are sent again; `false`: not at all. */
  readonly retry?: RetryOptions | false | undefined;
  /** Answers the server's requests. Without it they are refused with -32601. */
  readonly onServerRequest?: ServerRequestHandler | undefined;
  /** Asked with each call where it belongs in a distributed trace. */
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
  /** Ends the opening, which then rejects with `signal.reason`. An open connection does not mind it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What {@link Connection.recoverWith} needs to know.
 *
 * @example
 * ```ts
 * const recovery: Recovery = {
 *   redial: (_drop, dial) => dial(),
 *   onDropped: ({ message }) => console.warn(message),
 *   restore: async (link) => {
 *     await link.request("initialize", { clientInfo: { name: "demo", title: null, version: "1.0.0" } });
 *     link.notify("initialized");
 *   },
 * };
 * ```
 */
export interface Recovery {
  /** Calls `dial` until it works. Rejects when it is given up, and on an abort. */
  readonly redial: (
    drop: ConnectionClosedError,
    dial: () => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Called when the connection breaks, before any call is rejected for it. */
  readonly onDropped: (end: ConnectionClosedError) => void;
  /**
   * Makes a new connection as good as the one before. Only what it sends is sent meanwhile, and what the server tells or
   * asks is held back until it is done. Another attempt follows if the connection breaks again, and none if this rejects
   * with anything else.
   */
  readonly restore: (link: Pick<Connection, "request" | "notify">) => Promise<void>;
}

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
  readonly #requests: Requests;
  readonly #router = new NotificationRouter();
  readonly #scanner = new NotificationScanner();
  readonly #answers: Answers;
  readonly #transport: Transport;
  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly #ended = new Deferred<TransportEnd>();
  readonly #closed = new Deferred<TransportEnd>();
  #channel: TransportChannel | undefined;
  #unsent: string[] = [];
  #protocolError: TransportEnd | undefined;
  #recovery: Recovery | undefined;
  #redialling: Redialling | undefined;
  /** Counts the channels: what a former one still says does not count. */
  #dial = 0;

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
    this.#requests = new Requests({ send: (text) => this.#send(text), maxInFlight, retry, traceContext });
    this.#answers = new Answers(onServerRequest, (text) => this.#send(text));
    this.#transport = transport;
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
   * if the connection ends first; `signal.reason` on an abort; UsageError if `params` has no JSON form.
   *
   * @example
   * ```ts
   * const started = await connection.request("thread/start", { cwd: "/repo" }, { timeoutMs: 5_000 });
   * ```
   */
  async request(method: string, params?: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { timeoutMs = this.requestTimeoutMs } = options;
    // Awaited, because an async function takes two more ticks for a promise that it returns.
    return await this.#requests.call(method, params, checkTimeout("timeoutMs", timeoutMs), options);
  }

  /**
   * Sends a notification, past the queue of calls. There is no answer; on an ended connection it goes nowhere.
   *
   * @throws UsageError if `params` has no JSON form.
   *
   * @example
   * ```ts
   * connection.notify("initialized");
   * ```
   */
  notify(method: string, params?: unknown): void {
    this.#send(encodeNotification(method, toJson(method, params)));
  }

  /**
   * Hears every notification from now on, until disposed. All are then parsed, where otherwise deltas that nobody
   * wants are not.
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
   * Hears the notifications of some methods from now on, until disposed. Listeners of all notifications are called first.
   *
   * @example
   * ```ts
   * using subscription = connection.onMethods(["turn/started", "turn/completed"], ({ method }) => console.log(method));
   * ```
   */
  onMethods(methods: readonly string[], listener: NotificationListener): Disposable {
    return this.#router.onMethods(methods, listener);
  }

  /**
   * Hears the notifications of one thread, those whose `params.threadId` or `params.thread.id` names it. Listeners
   * of all notifications, and of the method, are called first.
   *
   * @param wants Asked for each notification whether the listener wants its method, now. Default: all.
   *
   * @example
   * ```ts
   * using subscription = connection.onThread(threadId, ({ method }) => console.log(method));
   * ```
   */
  onThread(threadId: string, listener: NotificationListener, wants?: Wants): Disposable {
    return this.#router.onThread(threadId, listener, wants);
  }

  /**
   * From now on, a connection that breaks is dialled again. Calls that were sent reject with the ConnectionClosedError of
   * the break, since they may have been carried out; those that were not wait until it is restored.
   *
   * @example
   * ```ts
   * connection.recoverWith({
   *   redial: (_drop, dial) => dial(),
   *   onDropped: ({ message }) => console.warn(message),
   *   restore: async (link) => {
   *     await link.request("initialize", { clientInfo: { name: "demo", title: null, version: "1.0.0" } });
   *     link.notify("initialized");
   *   },
   * });
   * ```
   */
  recoverWith(recovery: Recovery): void {
    this.#recovery = recovery;
  }

  /**
   * Ends the connection: calls without an answer reject at once, and it resolves when the peer is gone. May be
   * called at any time and again.
   *
   * @example
   * ```ts
   * await connection.close();
   * ```
   */
  async close(): Promise<void> {
    const end = new ConnectionClosedError("The connection was closed by this client.", { reason: "closed" });
    this.#finish(end);
    this.#redialling?.abort.abort(end);
    try {
      await this.#redialling?.over;
      await this.#channel?.close();
    } finally {
      this.#closed.resolve(this.#protocolError ?? end);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const dial = ++this.#dial;
    const isCurrent = (): boolean => dial === this.#dial;
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
    // A transport may have lost the race with the abort, or with the end of its peer.
    if (signal?.aborted === true) await channel.close();
    signal?.throwIfAborted();
    const end = this.#requests.end ?? this.#redialling?.broken;
    if (end !== undefined) {
      this.#hangUp();
      throw end;
    }
    for (const text of this.#unsent.splice(0)) channel.send(text);
  }

  #send(text: string): void {
    if (this.#requests.end !== undefined) return;
    if (this.#channel !== undefined) this.#channel.send(text);
    // A server request can come, and be answered, in the tick in which the transport opens.
    else if (this.#redialling === undefined) this.#unsent.push(text);
  }

  #receive(text: string): void {
    if (this.#requests.end !== undefined) return;
    // What is held is delivered later, and may be wanted by then.
    if (this.#redialling === undefined && this.#isUnwanted(text)) return;
    let incoming: Incoming;
    try {
      incoming = parseMessage(text);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#protocolError = error;
      this.#finish(error);
      return this.#hangUp();
    }
    if (incoming.kind === "response") this.#requests.answer(incoming.response);
    else if (this.#redialling === undefined) this.#deliver(incoming);
    else this.#redialling.held.push(incoming);
  }

  /**
   * Whether nobody wants the notification that `text` is. It is then dropped unread: should a text in it be no JSON inside,
   * nobody hears of that either. The framing is intact, so that whatever follows is read as ever.
   */
  #isUnwanted(text: string): boolean {
    const notification = this.#scanner.scan(text);
    return notification !== undefined && !this.#router.wants(notification.method, notification.threadId);
  }

  #deliver(incoming: Exclude<Incoming, { kind: "response" }>): void {
    if (incoming.kind === "notification") this.#router.dispatch(incoming.notification);
    else this.#answers.receive(incoming.request);
  }

  /** The first end stands. */
  #finish(end: TransportEnd): void {
    this.#requests.finish(end);
    this.#ended.resolve(end);
  }

  #onClosed(end: TransportEnd): void {
    if (this.#redialling !== undefined) return this.#broken(this.#redialling, end);
    const isOver = this.#requests.end !== undefined;
    if (
      !isOver &&
      this.#recovery !== undefined &&
      isConnectionClosedError(end) &&
      end.reason === "disconnected"
    ) {
      return this.#recover(this.#recovery, end);
    }
    this.#finish(end);
    this.#closed.resolve(this.#protocolError ?? end);
    this.#hangUp();
  }

  #recover(recovery: Recovery, end: ConnectionClosedError): void {
    const abort = new AbortController();
    const redialling: Redialling = { abort, held: [], broken: undefined, over: Promise.resolve() };
    this.#redialling = redialling;
    recovery.onDropped(end);
    this.#broken(redialling, end);
    redialling.over = recovery
      .redial(end, () => this.#reopen(recovery, redialling), abort.signal)
      .then(
        () => this.#recovered(redialling),
        (error: unknown) => this.#giveUp(error),
      );
  }

  /** The connection broke, for the first time or while it was being restored. */
  #broken(redialling: Redialling, end: TransportEnd): void {
    redialling.broken = end;
    this.#answers.dropped();
    this.#requests.drop(end);
    this.#hangUp();
    this.#channel = undefined;
  }

  async #reopen({ restore }: Recovery, redialling: Redialling): Promise<void> {
    redialling.broken = undefined;
    redialling.held = [];
    await this.#open(redialling.abort.signal);
    try {
      await restore({
        request: (method, params, { timeoutMs = this.requestTimeoutMs } = {}) =>
          this.#requests.call(method, params, timeoutMs, { restores: true }),
        notify: (method, params) => this.notify(method, params),
      });
    } catch (error) {
      // What this channel still says is nobody's: the next attempt has a channel of its own.
      this.#dial += 1;
      this.#hangUp();
      this.#channel = undefined;
      throw error;
    }
    // It may have broken when nothing was waiting for it any more.
    const broken = this.#redialling?.broken;
    if (broken !== undefined) throw broken;
  }

  #recovered({ held, broken }: Redialling): void {
    this.#redialling = undefined;
    if (broken !== undefined) return this.#onClosed(broken);
    if (this.#requests.end !== undefined) return;
    for (const incoming of held) this.#deliver(incoming);
    this.#requests.restored();
  }

  #giveUp(error: unknown): void {
    this.#redialling = undefined;
    const end =
      isConnectionClosedError(error) || isProtocolError(error)
        ? error
        : new ConnectionClosedError(
            `The connection broke and could not be restored: ${error instanceof Error ? error.message : "unknown"}`,
            { reason: "disconnected", cause: error },
          );
    this.#finish(end);
    this.#closed.resolve(this.#requests.end ?? end);
  }

  #hangUp(): void {
    // Why it ended is known already; a transport that breaks its word and rejects here adds nothing.
    this.#channel?.close().catch(() => undefined);
  }
}

/** A connection that is being restored. */
interface Redialling {
  readonly abort: AbortController;
  /** What the server told and asked meanwhile. */
  held: Exclude<Incoming, { kind: "response" }>[];
  /** Why the latest channel is no more. */
  broken: TransportEnd | undefined;
  /** Resolves when it is restored or given up. */
  over: Promise<void>;
}
