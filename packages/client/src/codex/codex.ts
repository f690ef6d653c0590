import type { ApprovalEvent, ApprovalsMissed } from "../approvals/event.js";
import { UsageError } from "../errors/usage-error.js";
import type { ServerNotifications } from "../generated/methods.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";
import { CodexMethods } from "../generated/surface.js";
import type { ApprovalMode, UnattendedMode } from "../operation/approval-mode.js";
import { checkTimeout } from "../lib/deadline.js";
import { checkListener, checkText } from "../lib/check-argument.js";
import type { Logins } from "../login/logins.js";
import type { ChatGptLogin, DeviceCodeLogin } from "../login/pending-login.js";
import type { Connection } from "../rpc/connection.js";
import type { NotificationListener } from "../rpc/router.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { Session } from "../session/session.js";
import type { Thread } from "../thread/thread.js";
import type { TransportEnd } from "../transport/transport.js";
import type { Allowed, AllowedOptions } from "./allowed.js";
import type { CloseOptions } from "../session/orderly-end.js";
import type { ProfileOf, ToolsOf } from "../connect/options.js";
import type * as Core from "./core.js";
import type { ConnectionChange } from "../connect/connection-change.js";
import type {
  Asking,
  ConnectOptions,
  Experimental,
  PerhapsAsking,
  PerhapsExperimental,
  TargetOptions,
} from "../connect/options.js";
import { inspectAs } from "../lib/inspect-as.js";
import type { Emitter } from "../lib/emitter.js";
import type { ClientParts } from "../connect/open-client.js";
import type { ServerInfo } from "../connect/server-info.js";
import type { Warning } from "../diagnostics/warning.js";
import type { Warnings } from "../connect/warnings.js";

/** Holds the modes that a client admits: one without a handler cannot stand in for one that must be able to ask. */
declare const admits: unique symbol;

/**
 * A client of one running `codex app-server`.
 *
 * It keeps the process alive while something waits for the server: a call, a turn, a loop over events, a listener until it is
 * disposed, an open approval, a connection that is being restored. A client that nobody waits for does not; when the process ends,
 * the runtime that it started gets the end of its input, and ends too.
 *
 * @example
 * ```ts
 * await using codex = await Codex.connect();
 * const thread = await codex.startThread({ cwd: "/repo", approvalMode: "deny_all" });
 * console.log((await thread.run("Summarise this repository")).finalResponse);
 * ```
 */
export class Codex<Mode extends ApprovalMode = UnattendedMode, Raw extends Rpc = Rpc>
  extends CodexMethods<Mode, Thread<Mode, ProfileOf<Raw>>, ToolsOf<Raw>, ProfileOf<Raw>>
  implements AsyncDisposable
{
  static {
    inspectAs(this, "Codex", (codex) => {
      const { state } = codex.#connection;
      return { runtime: codex.server.version, state, warnings: codex.warnings.length };
    });
  }
  declare readonly [admits]: (mode: Mode) => void;

  /**
   * The raw protocol: a typed function per request. Nothing here knows of approval modes. What is experimental is there for
   * a client that was connected with `experimentalApi: true`; the server refuses it to others.
   *
   * @example
   * ```ts
   * const { data } = await codex.rpc.model.list({ limit: 20 });
   * ```
   */
  readonly rpc: Raw;
  /** What the server said of itself. */
  readonly server: ServerInfo;
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #changes: Emitter<ConnectionChange>;
  readonly #warnings: Warnings;
  #logins: Promise<Logins> | undefined;

  private constructor(parts: ClientParts<Raw>, core: typeof Core) {
    // Types are not trusted: plain JavaScript calls the constructor.
    if ((core as unknown) === undefined)
      throw new UsageError("Codex", "A client is not made by new: call await Codex.connect(options).");
    const { connection, session, rpc, server, changes, warnings } = parts;
    super(core.codexRunner<Mode, ProfileOf<Raw>>(session));
    this.#connection = connection;
    this.#session = session;
    this.#changes = changes;
    this.#warnings = warnings;
    this.rpc = rpc;
    this.server = server;
  }

  /**
   * Starts the pinned runtime, or dials the one that `transport` leads to, and shakes hands.
   *
   * Protocol methods `initialize` and `initialized`.
   *
   * @returns The client. It takes the mode `ask` if `onApproval` was given.
   * @throws RuntimeNotFoundError, ConnectionClosedError or ProtocolError if there is no runtime to talk to; UsageError for
   * options that cannot work; LoginFailedError or RpcError if the runtime does not take the `apiKey`; `signal.reason` on an abort.
   * @example
   * ```ts
   * await using codex = await Codex.connect({ onApproval: ({ kind }) => (kind === "fileChange" ? "accept" : "decline") });
   * const thread = await codex.startThread({ approvalMode: "ask" });
   * ```
   */
  static connect(
    options: TargetOptions & Asking & Experimental,
  ): Promise<Codex<ApprovalMode, ExperimentalRpc>>;
  static connect(options: TargetOptions & Asking & PerhapsExperimental): Promise<Codex<ApprovalMode>>;
  static connect(
    options: TargetOptions & PerhapsAsking & Experimental,
  ): Promise<Codex<UnattendedMode, ExperimentalRpc>>;
  static connect(options?: ConnectOptions): Promise<Codex>;
  static async connect(options: ConnectOptions = {}): Promise<Codex<ApprovalMode, ExperimentalRpc>> {
    const core = await import("./core.js");
    const parts = await core.openClient(options);
    const codex = new Codex<ApprovalMode, ExperimentalRpc>(parts, core);
    // On demand: few programs bring a key.
    if (options.apiKey !== undefined)
      await (await import("./bring-key.js")).bringKey(codex, options.apiKey, options);
    parts.warnings.connected();
    return codex;
  }

  /**
   * Calls a method by name, without types: for methods that this client was not generated for.
   *
   * @returns The `result` of the response. An integer beyond ±(2^53 − 1), which a number would round, is the string of its
   * digits.
   * @throws RpcError if the server refuses; RequestTimeoutError; ConnectionClosedError; `signal.reason` on an abort.
   * @example
   * ```ts
   * const answer: unknown = await codex.call("brandNew/method", { threadId });
   * ```
   */
  call(method: string, params?: unknown, options?: CallOptions): Promise<unknown> {
    checkText("Codex.call", "method", method, { is: "the name of a method", mayBeEmpty: false });
    return this.#session.callUntyped(method, params, options);
  }

  /**
   * What may be asked of a thread here: the approval modes and sandboxes, and with `experimentalApi` the permission profiles, that
   * administrators and the configuration admit, and who says so.
   *
   * Protocol methods `configRequirements/read`, `config/read` and `permissionProfile/list`.
   *
   * @throws RpcError if the server refuses; RequestTimeoutError; ConnectionClosedError; `signal.reason` on an abort.
   * @example
   * ```ts
   * const { approvalModes, sources } = await codex.allowed();
   * if (!approvalModes.includes("auto_review")) console.warn("not auto_review:", sources);
   * ```
   */
  async allowed(options: AllowedOptions = {}): Promise<Allowed> {
    // On demand: few programs ask.
    const { readAllowed } = await import("./allowed.js");
    return readAllowed(this.#session, this.server.supports("permissionProfile/list"), options);
  }

  /**
   * Resolves when the connection has ended, with the reason. Never rejects. A break that is restored is no end: see {@link Codex.onConnectionChange}.
   *
   * @example
   * ```ts
   * void codex.closed.then(({ message }) => console.error(message));
   * ```
   */
  get closed(): Promise<TransportEnd> {
    return this.#connection.closed;
  }

  /**
   * What the runtime and this client have warned of so far, those while it connected included: the newest 100, the oldest of them
   * first. The option `onWarning` is called with each.
   *
   * @example
   * ```ts
   * for (const { method, message } of codex.warnings) console.warn(`${method}: ${message}`);
   * ```
   */
  get warnings(): readonly Warning[] {
    return this.#warnings.newest;
  }

  /**
   * Hears a notification of the server, of whichever thread, until disposed. The listener is called on the reading path: it must be
   * quick. What the client itself knows is up to date by then, and who listens to everything with {@link Codex.onAny} hears after it.
   * A notification that lacks what the protocol says it has is not among them: `onAny` hears it, and `codex.warnings` has it once.
   *
   * @example
   * ```ts
   * using subscription = codex.on("configWarning", ({ summary }) => console.warn(summary));
   * ```
   */
  on<Method extends keyof ServerNotifications>(
    method: Method,
    listener: (params: ServerNotifications[Method]["params"]) => void,
  ): Disposable {
    checkText("Codex.on", "method", method, { is: "the name of a notification", mayBeEmpty: false });
    checkListener("Codex.on", listener);
    return this.#session.onMethod(method, ({ params }) => {
      listener(params as ServerNotifications[Method]["params"]);
    });
  }

  /**
   * What is asked and decided about approvals from now on, for one reader: of every thread, those of subagents included, and
   * also after a turn has ended. A turn's own are on its result too. Ends with the connection.
   *
   * A reader that lags by more than 1000 events loses the oldest, and is told how many. Leaving the loop frees the rest.
   *
   * @example
   * ```ts
   * import { appendFile } from "node:fs/promises";
   *
   * for await (const event of codex.approvals()) await appendFile("approvals.jsonl", JSON.stringify(event) + "\n");
   * ```
   */
  approvals(): AsyncIterable<ApprovalEvent | ApprovalsMissed> {
    return this.#session.approvals.log.events(this.#connection.holders);
  }

  /**
   * Hears when the connection breaks and when it is restored, until disposed. Only a client that was connected with `reconnect` has anything to tell.
   *
   * @example
   * ```ts
   * codex.onConnectionChange((change) => {
   *   if (change.state === "disconnected") console.warn(change.error.message);
   *   else if (change.lostThreads.length > 0) console.warn("gone:", change.lostThreads);
   * });
   * ```
   */
  onConnectionChange(listener: (change: ConnectionChange) => void): Disposable {
    checkListener("Codex.onConnectionChange", listener);
    return this.#connection.holders.holdUntilDisposed(this.#changes.subscribe(listener));
  }

  /**
   * Hears every notification of the server until disposed, also of a method that this client was not generated for. The
   * listener is called on the reading path: it must be quick.
   *
   * @example
   * ```ts
   * using subscription = codex.onAny(({ method, params }) => {
   *   if (method === "brandNew/thing") console.log(params);
   * });
   * ```
   */
  onAny(listener: NotificationListener): Disposable {
    checkListener("Codex.onAny", listener);
    return this.#session.onAny(listener);
  }

  /**
   * Logs in with an API key, which the runtime stores.
   *
   * Protocol method `account/login/start`; resolves at `account/login/completed`.
   *
   * @throws LoginFailedError if the runtime does not take the key; RpcError if it refuses logins by key; UsageError for an
   * empty one. No error holds the key.
   * @example
   * ```ts
   * await codex.loginWithApiKey(key);
   * ```
   */
  async loginWithApiKey(apiKey: string, options: CallOptions = {}): Promise<void> {
    return (await this.#toLogIn()).byApiKey(apiKey, options);
  }

  /**
   * Begins a login by browser, which ends one that is pending. The runtime listens on its own machine for the browser to come back.
   *
   * Protocol method `account/login/start`.
   *
   * @returns Where to log in, and how to wait for it.
   * @throws RpcError if the runtime refuses; `signal.reason` on an abort, which also cancels the login.
   * @example
   * ```ts
   * const login = await codex.loginWithChatGpt();
   * console.log(`Open ${login.authUrl}`);
   * await login.wait({ signal: AbortSignal.timeout(300_000) });
   * ```
   */
  async loginWithChatGpt(options: CallOptions = {}): Promise<ChatGptLogin> {
    return (await this.#toLogIn()).byChatGpt(options);
  }

  /**
   * Begins a login by a code that the user types in on any machine.
   *
   * Protocol method `account/login/start`.
   *
   * @returns The code and where to enter it, and how to wait for it.
   * @throws RpcError if the runtime gets no code; `signal.reason` on an abort, which also cancels the login.
   * @example
   * ```ts
   * const login = await codex.loginWithDeviceCode();
   * console.log(`Open ${login.verificationUrl} and enter ${login.userCode}`);
   * await login.wait();
   * ```
   */
  async loginWithDeviceCode(options: CallOptions = {}): Promise<DeviceCodeLogin> {
    return (await this.#toLogIn()).byDeviceCode(options);
  }

  /**
   * Ends the connection, and the runtime if this client started it. Calls and turns under way reject with ConnectionClosedError. May be called again.
   *
   * With `graceMs` the turns of this client end first, so that each `run` has its result, an interrupted one at worst: see {@link CloseOptions}.
   * Meanwhile no other begins, those that wait reject with ConnectionClosedError, and goals are paused. A second call does not wait.
   *
   * @throws UsageError for a `graceMs` that is none.
   * @example
   * ```ts
   * process.on("SIGTERM", () => void codex.close({ graceMs: 10_000 }));
   * ```
   */
  async close({ graceMs }: CloseOptions = {}): Promise<void> {
    const { departures } = this.#session;
    if (graceMs !== undefined && !departures.isClosing) {
      const ms = checkTimeout("graceMs", graceMs);
      departures.refuseTurns();
      // On demand: many programs just end.
      const { endTurns } = await import("../session/orderly-end.js");
      await endTurns(this.#session, ms, this.#connection.ended);
    }
    return this.#connection.close();
  }

  /** On demand: few programs log in. */
  #toLogIn(): Promise<Logins> {
    this.#logins ??= import("../login/logins.js").then(({ Logins }) =>
      Logins.over(this.#connection, this.rpc, this.#changes),
    );
    return this.#logins;
  }

  /** The same as {@link Codex.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
