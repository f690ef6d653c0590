import { isError } from "../errors/is-error.js";
import type { HandlerOf } from "../approvals/handler.js";
import type { Tool } from "../dynamic-tools/tool.js";
import { settleOrAbort } from "../lib/abort.js";
import { Deadline, lateTimeout } from "../lib/deadline.js";
import { Deferred } from "../lib/deferred.js";
import type { CallOptions, RequestOptions } from "../rpc/call-options.js";
import { RequestTimeoutError } from "../rpc/request-timeout-error.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { isAccessMet, keepPrevious, takeAsOpened, type DesiredSettings } from "../settings/desired.js";
import { describeMismatch, describeOverrides } from "../settings/reconcile.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import { fullAccessRefusal, profileToKeep, type ActiveProfile } from "./active-profile.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import { threadIdOf } from "./ids.js";
import { refusalFor } from "./outlives.js";
import type { OwedParams } from "./owed-params.js";
import type { Session } from "./session.js";
import type { Spending } from "./spending.js";
import type { ThreadActivity } from "./thread-activity.js";
import type { Callbacks } from "./thread-callbacks.js";
import { ThreadHandle } from "./thread-handle.js";
import type { ThreadRecord } from "./thread-record.js";

/** The requests that open a thread. */
type ThreadOpener = "thread/start" | "thread/resume" | "thread/fork";

/** A thread to be opened. */
export interface Opening {
  readonly method: ThreadOpener;
  readonly params: Readonly<Record<string, unknown>>;
  /** What is to hold of it. */
  readonly desired: DesiredSettings;
  /** Decides about this thread instead of the client's handler. */
  readonly handler: HandlerOf | undefined;
  /** What the caller calls it. */
  readonly name: string;
  /** What the turns of the handle may spend, unchecked. */
  readonly budget: unknown;
  /** Executed here when the thread calls them. */
  readonly tools: readonly Tool[];
}

/**
 * Opens a thread and hands out a handle that holds it to what is desired. One that is not handed out is unloaded again.
 *
 * @throws ApprovalModeNotAppliedError if a new thread does not have what was asked, one whose goal the server pursues, or any where
 * administrators forbid it. Any other that is resumed or forked may rightly lack it: its next turn brings it.
 */
export async function openThread(
  session: Session,
  opening: Opening,
  options: CallOptions,
): Promise<ThreadHandle> {
  const { method } = opening;
  const { timeoutMs = session.requestTimeoutMs, signal } = options;
  // On demand: few handles have one.
  const spendingOn =
    opening.budget === undefined
      ? undefined
      : (await import("./spending.js")).spendingOf(opening.name, opening.budget);
  using deadline = new Deadline(signal, timeoutMs, () => new RequestTimeoutError(method, timeoutMs));
  const since = Date.now();
  const { records, departures } = session;
  const sourceId = threadIdOf(opening.params);
  const handOut = async (): Promise<ThreadHandle | undefined> => {
    const leaving = sourceId === undefined ? undefined : departures.leaving(sourceId);
    if (leaving !== undefined) await leaving;
    // What is told of the thread while it is opened counts, known or not; and until it is handed out nobody else lets go of it.
    using watched = sourceId === undefined ? undefined : records.watch(sourceId);
    const limits = { timeoutMs: lateTimeout(timeoutMs), cancelIfUnsent: deadline.signal };
    const thread = await sendOpening(session, opening, watched?.activity, options.onSent, limits);
    const { record, brought } = thread;
    using _unlessKept = thread.untilDisposed;
    const refusal = await refusalOf(session, opening, thread, since);
    if (refusal === undefined && !deadline.signal.aborted) {
      record.keep(brought);
      return handleOf(session, opening, thread, spendingOn?.(record.id));
    }
    const { current } = record.settings;
    watched?.[Symbol.dispose]();
    if (!record.wasHandedOut && !records.isTaken(record)) {
      // What it asks until it is unloaded is for nobody else to decide.
      if (brought.handler !== undefined) record.residue.declines = true;
      await unload(session, method, record);
    }
    if (refusal === undefined) return undefined;
    if (isError(refusal)) throw refusal;
    // What the runtime warns of a new thread comes after the answer, and before that to the next request.
    const warnings = session.reasonsFor(record.id, since);
    throw notInForce(record.id, refusal.asked, current, { remedy: refusal.remedy, warnings });
  };
  const handle = await settleOrAbort(handOut(), deadline.signal);
  // Only a caller that has given up gets none, and has its reason by then.
  if (handle === undefined) throw deadline.signal.reason;
  return handle;
}

interface Opened {
  readonly record: ThreadRecord;
  readonly brought: Callbacks;
  /** Takes back what was brought, unless it was kept by then. */
  readonly untilDisposed: Disposable;
  /** What was in force on the thread that was resumed or forked, where that was sure. */
  readonly previous: ThreadSettings | undefined;
  /** The permission profile for which the sandbox was left out: turns bring it. */
  readonly profile: ActiveProfile | undefined;
  readonly owed: OwedParams;
}

async function sendOpening(
  session: Session,
  { method, params, desired, handler, tools }: Opening,
  activity: ThreadActivity | undefined,
  onSent: CallOptions["onSent"],
  limits: RequestOptions,
): Promise<Opened> {
  const { records } = session;
  const sourceId = threadIdOf(params);
  const source = sourceId === undefined ? undefined : records.get(sourceId);
  const confirmed =
    source === undefined ? records.residueOf(sourceId ?? "")?.previous : source.settings.confirmed;
  const stored = sourceId === undefined ? undefined : { id: sourceId, cwd: source?.settings.current.cwd };
  const profile =
    params["sandbox"] === undefined
      ? undefined
      : await profileToKeep({ call: session.call, options: limits }, params, stored);
  // On demand: few threads are resumed with another model.
  const owedBy =
    method === "thread/resume" && (params["model"] ?? params["serviceTier"]) != null
      ? (await import("./owed-params.js")).owedParams
      : undefined;
  const changes = source?.settings.changes;
  const ends = activity?.ends;
  const opened = new Deferred<Opened>();
  await session.call(method, profile === undefined ? params : { ...params, sandbox: undefined }, {
    ...limits,
    onSent,
    onResult: (response) => {
      const previous = source?.settings.changes === changes ? confirmed : undefined;
      const since = method === "thread/resume" ? { changes, ends } : {};
      const { record, isNew } = session.opened(response, since);
      // What waits in a thread that is resumed comes again right behind the answer.
      const own = handler ?? (method === "thread/fork" ? source?.callbacks.handler : undefined);
      const sourceTools = method === "thread/fork" ? (source?.callbacks.tools ?? []) : [];
      const ownTools = tools.map((tool) => [tool.name, tool] as const);
      const brought = {
        handler: own,
        asks: desired.mode === "ask",
        tools: new Map([...sourceTools, ...ownTools]),
      };
      const untilDisposed = record.callbacks.bring(brought);
      if (method === "thread/fork" && sourceId !== undefined)
        session.answering.subagents.forked(sourceId, record.id);
      if (method === "thread/start") record.usage.begin();
      if (method === "thread/fork" && source?.activity.isIdle === true && params["lastTurnId"] == null)
        record.usage.continue(source.usage);
      if (isNew && method === "thread/resume") session.grants.found(record.id);
      const owed = owedBy?.(params, response) ?? {};
      opened.resolve({ record, brought, untilDisposed, previous, profile, owed });
    },
  });
  return await opened.promise;
}

interface Refusal {
  /** What was asked and is not in force, in words. */
  readonly asked: string;
  readonly remedy: string | undefined;
}

/** Why no handle of the thread can be handed out; `undefined` where one can. */
async function refusalOf(
  session: Session,
  { method, desired }: Opening,
  { record, profile }: Opened,
  since: number,
): Promise<Refusal | Error | undefined> {
  const settings = record.settings.current;
  const { sandbox } = desired;
  const forProfile = fullAccessRefusal(profile, sandbox?.policy);
  if (forProfile !== undefined) return forProfile;
  const forWhatOutlives = refusalFor(session, record, desired);
  if (forWhatOutlives !== undefined) return forWhatOutlives;
  const mismatch = describeMismatch(
    profile === undefined ? desired : { ...desired, sandbox: undefined },
    settings,
  );
  // Of a thread that it has loaded the runtime says nothing, and takes with the next turn what it ignored.
  const isExplained = mismatch !== undefined && session.reasonsFor(record.id, since).length > 0;
  const remedy = isExplained
    ? await (await import("./forbidden.js")).remedyIfForbidden(session, desired, settings)
    : undefined;
  if (mismatch !== undefined && (method === "thread/start" || remedy !== undefined))
    return { asked: mismatch, remedy };
  if (!record.isPursued) return undefined;
  const hasToBeThere = sandbox?.exact === true || profile !== undefined;
  const asked =
    mismatch ??
    (hasToBeThere && !isAccessMet(desired, settings) ? describeOverrides({ sandbox }, settings) : undefined);
  return asked === undefined
    ? undefined
    : {
        asked,
        remedy:
          "The server starts turns on it by itself, for its goal, which take nothing along: pause the goal first.",
      };
}

function handleOf(
  session: Session,
  { method, desired }: Opening,
  { record, previous, profile, owed }: Opened,
  spending: Spending | undefined,
): ThreadHandle {
  const settings = record.settings.current;
  // A resume may be of a loaded thread, whose sandbox is then not what the server made of the one that was asked.
  const taken =
    method === "thread/resume" || profile !== undefined ? desired : takeAsOpened(desired, settings);
  const cwd = desired.cwd === undefined || method === "thread/resume" ? desired.cwd : settings.cwd;
  const held = keepPrevious({ ...taken, cwd }, previous, settings);
  return new ThreadHandle(session, record, held, spending, owed);
}

/** Unloads a thread that nobody was handed: one more costs the runtime a megabyte. A new one is nobody's, and holds no turn. */
async function unload(session: Session, method: ThreadOpener, { id }: ThreadRecord): Promise<void> {
  session.close(id, "neverHandedOut");
  try {
    if (method !== "thread/resume") return void (await session.call("thread/delete", { threadId: id }));
  } catch (error) {
    if (!isRpcError(error)) return;
  }
  await session.call("thread/unsubscribe", { threadId: id }).catch(() => undefined);
}
