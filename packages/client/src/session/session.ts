import type { ApprovalBroker } from "../approvals/broker.js";
import { reasonsAmong, type Warning } from "../diagnostics/warning.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { createRpc, type ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { ServerNotification, Thread as ThreadInfo, ThreadTokenUsage } from "../generated/types.js";
import { Deferred } from "../lib/deferred.js";
import type { ClientAbilities } from "../operation/operation.js";
import type { CallOptions } from "../rpc/call-options.js";
import type {
  ProtocolCall,
  ProtocolConnection,
  StateObserver,
  UnreadableMessage,
} from "../rpc/protocol-connection.js";
import type { NotificationListener } from "../rpc/router.js";
import { EffectiveSettings } from "../settings/effective.js";
import { settingsFrom, type SettingsFields, type ThreadSettings } from "../settings/thread-settings.js";
import type { Answering } from "./answering.js";
import { watchCall } from "./calls.js";
import { Departures } from "./departures.js";
import { Grants } from "./grants.js";
import { threadIdOf, turnIdOf } from "./ids.js";
import { onNotification } from "./notifications.js";
import { pagesOf } from "./pages.js";
import { probeActivity } from "./probe-activity.js";
import type { RecoveredThreads } from "./recovery.js";
import { RequiredLogin } from "./required-login.js";
import { ThreadRecord } from "./thread-record.js";
import type { ThreadRecords } from "./thread-records.js";
import { closingOf, type Closing } from "./subscription.js";
import type { TurnRecord } from "./turn-record.js";

type Requests = ExperimentalClientRequests;

export interface SessionInit {
  readonly connection: ProtocolConnection;
  readonly records: ThreadRecords;
  readonly answering: Answering;
  /** What the runtime has warned of. */
  readonly warnings: { readonly newest: readonly Warning[]; addOnce(warning: Omit<Warning, "at">): void };
  /** Whether other clients may talk to the same server. */
  readonly shared: boolean;
  /** Whether the client was connected with `experimentalApi`. */
  readonly abilities: ClientAbilities;
  /** Is told of what lacks something that the protocol says it has. */
  readonly onUnreadable: (message: UnreadableMessage) => void;
  /** Whether a turn is refused where the runtime lacks the login that it needs. */
  readonly requireLogin: boolean;
}

/**
 * What the threads of one client share. It hears all that the server tells, once, and hands it to the owners of what it is about,
 * in this order: the thread's state, approvals and tools, turns. After it hear the listeners of the application.
 */
export class Session implements StateObserver {
  readonly records: ThreadRecords;
  /** The threads that are being let go of. */
  readonly departures = new Departures(this);
  /** Who answers what the server asks. */
  readonly answering: Answering;
  /** All of the protocol, for the application; a client shows of it what it opted into. */
  readonly rpc: ExperimentalRpc;
  /** Whether other clients may talk to the same server. */
  readonly shared: boolean;
  readonly abilities: ClientAbilities;
  /** What was allowed for the session of each thread. */
  readonly grants: Grants;
  /** Whether the runtime has the login that a turn needs; `undefined` where nobody wants to know. */
  readonly login: RequiredLogin | undefined;
  readonly #connection: ProtocolConnection;
  readonly warnings: SessionInit["warnings"];
  readonly #onUnreadable: SessionInit["onUnreadable"];
  readonly #listeners = new Set<Disposable>();
  /** Pending while a connection that broke is not restored: nobody knows what runs on any thread. */
  #gate: Deferred<undefined> | undefined;

  constructor(init: SessionInit) {
    const { connection, records, answering, warnings, shared, abilities, onUnreadable } = init;
    this.records = records;
    this.grants = new Grants(records);
    this.answering = answering;
    this.shared = shared;
    this.abilities = abilities;
    this.#connection = connection;
    this.login = init.requireLogin ? new RequiredLogin(this.call) : undefined;
    this.warnings = warnings;
    this.#onUnreadable = onUnreadable;
    this.rpc = createRpc((method, params, options) => this.callForApplication(method, params, options));
    this.approvals.log.subscribe((event) => {
      if (event.for === "otherClient") return;
      if (event.type === "requested" && event.of === "client") connection.holders.hold(event.approvalId);
      if (event.type === "resolved") connection.holders.release(event.approvalId);
      this.grants.receive(event);
      const turnId = this.answering.subagents.rootOf(event.threadId) ?? event.turnId;
      if (turnId !== null) this.records.turnOf(turnId)?.receiveApproval(event);
    });
    connection.observeWith(this);
    void connection.ended.then((end) => {
      this.#ended(end);
    });
  }

  /** Who is asked about approvals, and what was decided. */
  get approvals(): ApprovalBroker {
    return this.answering.approvals;
  }

  /** Calls a method for a handle. */
  readonly call: ProtocolCall = (method, params, options) => this.#connection.call(method, params, options);

  /** Calls a method as the application asked: what it does to a thread counts as what anybody else does. */
  callForApplication<Method extends keyof Requests>(
    method: Method,
    params: object | undefined,
    options: CallOptions = {},
  ): Promise<Requests[Method]["result"]> {
    // Nothing of the result is read here: the types are the generated protocol's word for it.
    return this.callUntyped(method, params, options) as Promise<Requests[Method]["result"]>;
  }

  /** The same, for a method of any name. */
  callUntyped(method: string, params: unknown, options: CallOptions = {}): Promise<unknown> {
    const watch = watchCall(method, params, this) ?? this.login?.watchCall(method);
    if (watch === undefined) return this.#connection.callUntyped(method, params, options);
    const call = this.#connection.callUntyped(method, params, { ...options, onResult: watch.answered });
    call.then(watch.over, watch.over);
    return call;
  }

  /** Iterates over what a method answers a page at a time; each iteration begins with the first. */
  pages<Item>(method: keyof Requests, params: object, options: CallOptions): AsyncIterable<Item> {
    return pagesOf(this.call, method, params, options);
  }

  /** Why something else is in force on a thread than what was asked, in the runtime's words since `since`. */
  reasonsFor(threadId: string, since: number): readonly Warning[] {
    return reasonsAmong(this.warnings.newest, threadId, since);
  }

  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  get requestTimeoutMs(): number {
    return this.#connection.requestTimeoutMs;
  }

  /** Lets a listener of the application hear the notifications of a method, until disposed. */
  onMethod(method: string, listener: NotificationListener): Disposable {
    return this.#listen(this.#connection.onMethod(method, listener));
  }

  /** Lets a listener of the application hear every notification, after those of its method, until disposed. */
  onAny(listener: NotificationListener): Disposable {
    return this.#listen(this.#connection.onNotification(listener));
  }

  /** Whether any listener of the application hears notifications. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  wantsEventsOf(threadId: string | undefined): boolean {
    if (threadId !== undefined) return this.records.get(threadId)?.wantsEvents === true;
    return this.records.all.some((record) => record.wantsEvents);
  }

  observe(notification: ServerNotification): void {
    const threadId = threadIdOf(notification.params);
    onNotification(this, notification);
    this.handOn(notification, threadId);
    const closing = closingOf.get(notification.method);
    if (closing !== undefined && threadId !== undefined) this.close(threadId, closing);
  }

  handOn(notification: ServerNotification, threadId = threadIdOf(notification.params)): void {
    if (threadId !== undefined) this.records.get(threadId)?.receive(notification);
    // None of the protocol names a turn without its thread; one of a newer runtime may.
    else if (turnIdOf(notification.params) !== undefined)
      for (const record of this.records.all) record.receive(notification);
  }

  unreadable(message: UnreadableMessage): void {
    this.#onUnreadable(message);
  }

  /**
   * The record of a thread that a request has opened, on the reading path of its response.
   *
   * @param since What had been told of the thread when the request was sent.
   */
  opened(
    response: SettingsFields & { readonly thread: ThreadInfo },
    since: { readonly changes?: number | undefined; readonly ends?: number | undefined },
  ): { readonly record: ThreadRecord; readonly isNew: boolean } {
    const { id } = response.thread;
    const known = this.records.get(id);
    const record =
      known ??
      new ThreadRecord({
        id,
        settings: new EffectiveSettings(settingsFrom(response), this.shared, this.grants.inForce(id)),
        activity: this.records.activityOf(id),
        gate: () => this.#gate?.promise,
        confirmIdle: (known) => this.#confirmIdle(known),
        shared: this.shared,
        onUse: this.records.onUse,
        holders: this.#connection.holders,
      });
    if (known === undefined) this.records.add(record);
    record.opened(response, known === undefined ? { ends: since.ends } : since);
    this.login?.opened(record, response);
    return { record, isNew: known === undefined };
  }

  /** The record of a thread now: a handle that outlived its record takes up another's, or brings its own back. */
  current(record: ThreadRecord): ThreadRecord {
    const known = this.records.get(record.id);
    if (known === undefined) this.records.add(record);
    return known ?? record;
  }

  /**
   * Makes sure that nothing runs on a thread unseen before a turn is started on it. A thread that nothing is told of is heard of
   * again; one without a turn cannot be: that is seen to after its start.
   */
  async #confirmIdle(record: ThreadRecord): Promise<void> {
    // Its thread may have been unloaded meanwhile: what is told of it from now on is for this record, unless another has its place.
    if (this.current(record) !== record) return;
    if (record.subscription.name === "unsubscribed") await this.subscribe(record);
    if (this.shared || record.activity.isUncertain) await probeActivity(this.call, record);
  }

  /** Hears of a thread again that was unsubscribed. One that cannot be resumed stays as it is. */
  async subscribe(record: ThreadRecord): Promise<void> {
    await (await import("./recovery.js")).subscribe(this.call, record);
  }

  /** Sees to it that the server tells of a turn that it has accepted on a thread that could not be resumed before. Never rejects. */
  async takeUpTurn(record: ThreadRecord, turn: TurnRecord): Promise<void> {
    const { takeUpTurn } = await import("./recovery.js");
    await takeUpTurn(this.call, record, turn);
  }

  /** Asks what is in force on a loaded thread. Overrides nothing. `undefined` where others may change it at any time. */
  async reread(record: ThreadRecord, options: CallOptions): Promise<ThreadSettings | undefined> {
    const params = { threadId: record.id, excludeTurns: true };
    const onResult = (response: SettingsFields): void => {
      record.settings.updated(settingsFrom(response));
    };
    const response = await this.call("thread/resume", params, { ...options, onResult });
    return this.shared ? undefined : settingsFrom(response);
  }

  /** Keeps what is known of a thread while somebody waits for one of its turns. */
  whileWaiting<T>(turn: TurnRecord, promise: Promise<T>): Promise<T> {
    const record = this.records.get(turn.threadId);
    if (record === undefined || turn.hasSettled) return promise;
    record.use(promise);
    const release = (): void => {
      record.release(promise);
    };
    promise.then(release, release);
    return promise;
  }

  subagentUsed(threadId: string, turnId: string, usage: ThreadTokenUsage): void {
    const { subagents } = this.answering;
    const rootId = subagents.rootOf(threadId);
    const before = subagents.used(threadId, usage.total);
    const root = rootId === undefined || rootId === turnId ? undefined : this.records.turnOf(rootId);
    if (root?.hasEnded === false) root.usage.subagentTold(usage, before);
  }

  /** A turn is over, as the server told, or as its thread's history says: what hangs off it is settled. */
  turnEnded(turnId: string): void {
    this.answering.turnEnded(turnId);
  }

  /** The thread is closed, archived, deleted or unloaded: nothing more is told of it, and nothing of it is kept. */
  close(threadId: string, why: Closing): void {
    // What one client lets go of stays loaded for a while, and what was granted with it.
    const staysLoaded = why === "closedByClient" || why === "neverHandedOut";
    if (!staysLoaded) this.grants.threadClosed(threadId);
    this.answering.threadClosed(threadId, staysLoaded);
    const record = this.records.get(threadId);
    if (record === undefined) return void this.records.knownActivityOf(threadId)?.forget();
    record.closed(why);
    this.records.forget(record, why === "deleted" ? undefined : record.residue);
  }

  /** The connection broke, and may be restored: until then no turn is started. */
  hold(end: Error): void {
    this.#gate ??= new Deferred();
    this.answering.dropped();
    // The start of a turn that no answer names may be missed, and the next to start may then be another.
    for (const record of this.records.all) for (const turn of record.awaited) turn.lose(end);
  }

  /** Takes up what goes on, on a new connection. */
  async restore(call: ProtocolCall, forgetRequests: () => void): Promise<RecoveredThreads> {
    this.login?.forget();
    const { recoverThreads } = await import("./recovery.js");
    const recovered = await recoverThreads(call, this, forgetRequests);
    this.#gate?.resolve(undefined);
    this.#gate = undefined;
    return recovered;
  }

  #listen(subscription: Disposable): Disposable {
    this.#listeners.add(subscription);
    const held = this.#connection.holders.holdUntilDisposed(subscription);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(subscription);
        held[Symbol.dispose]();
      },
    };
  }

  /** The connection is gone for good. Everything that is pending settles in one walk. */
  #ended(end: Error): void {
    this.answering.close();
    for (const record of this.records.all) {
      for (const turn of [...record.turns, ...record.awaited, ...record.pursuits]) turn.lose(end);
      record.activity.forget();
    }
    this.#gate?.resolve(undefined);
    this.#gate = undefined;
    this.records.clear();
  }
}
