import { UsageError } from "../errors/usage-error.js";
import { mergeDesired, type DesiredSettings } from "../settings/desired.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import type { OwedParams } from "./owed-params.js";
import type { Session } from "./session.js";
import type { Spending } from "./spending.js";
import type { Subscription } from "./subscription.js";
import type { ThreadRecord } from "./thread-record.js";

/** One handle of a thread: what was asked of it, and the record that it shares with the thread's other handles. */
export class ThreadHandle {
  readonly id: string;
  readonly session: Session;
  #record: ThreadRecord;
  #desired: DesiredSettings;
  /** The folder in force when the handle was opened. */
  readonly #openedCwd: string;
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  /** What its turns spend, where that is bounded. */
  readonly spending: Spending | undefined;

  /** What its next turn brings of what it was opened with. */
  owed: OwedParams;

  constructor(
    session: Session,
    record: ThreadRecord,
    desired: DesiredSettings,
    spending: Spending | undefined,
    owed: OwedParams,
  ) {
    this.spending = spending;
    this.owed = owed;
    this.id = record.id;
    this.session = session;
    this.#record = record;
    this.#desired = desired;
    this.#openedCwd = record.settings.current.cwd;
    record.addHandle(this);
  }

  /** What this client knows of the thread now. */
  get record(): ThreadRecord {
    const current = this.session.current(this.#record);
    if (current !== this.#record) current.addHandle(this);
    this.#record = current;
    return current;
  }

  /** What is in force on the thread, as the server last said. */
  get settings(): ThreadSettings {
    return (this.session.records.get(this.id) ?? this.#record).settings.current;
  }

  /** Where the handle stands, in a word. */
  get state(): "closed" | "running" | Subscription["name"] {
    if (this.isClosed) return "closed";
    const { activity, subscription } = this.session.records.get(this.id) ?? this.#record;
    return activity.isRunning ? "running" : subscription.name;
  }

  /** @throws UsageError for a handle that was closed. */
  refuseIfClosed(operation: string): void {
    if (this.isClosed) throw this.#closedError(operation);
  }

  #closedError(operation: string): UsageError {
    return new UsageError(
      "thread",
      `${operation}: this handle of thread ${this.id} was closed. Open another with codex.resumeThread("${this.id}").`,
    );
  }

  /** A signal that aborts when the handle is closed too: what has not begun by then never does. */
  untilClosed(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** What was asked of the handle last, by whichever method. */
  get desired(): DesiredSettings {
    return this.#desired;
  }

  /** From now on that is desired. */
  desire(desired: DesiredSettings): void {
    this.#desired = desired;
  }

  /** What is desired of the handle when `asked` is asked besides. */
  desiredWith(asked: DesiredSettings): DesiredSettings {
    return mergeDesired(this.#desired, asked, this.held(this.#desired).cwd ?? this.settings.cwd);
  }

  /**
   * What must hold of a turn: what is desired, and with a workspace sandbox its folder. That sandbox is about the thread's current
   * folder, which any turn of anybody may set.
   */
  held(desired: DesiredSettings): DesiredSettings {
    const sandbox = desired.sandbox?.policy ?? this.settings.sandbox;
    return desired.cwd === undefined && sandbox.type === "workspaceWrite"
      ? { ...desired, cwd: this.#openedCwd }
      : desired;
  }

  /** Lets go of the thread, unless another handle of it is open. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    this.#closed.abort(this.#closedError("Thread"));
    return this.#closing;
  }

  async #close(): Promise<void> {
    const record = this.session.records.get(this.id);
    this.#record.removeHandle(this);
    if (record === undefined || record.hasHandles) return;
    await this.session.departures.letGo(record);
  }
}
