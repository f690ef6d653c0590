import type { HandlerOf } from "../approvals/handler.js";
import type { Tool } from "../dynamic-tools/tool.js";
import { settleOrAbort } from "../lib/abort.js";
import { Deadline, lateTimeout } from "../lib/deadline.js";
import { Deferred } from "../lib/deferred.js";
import type { CallOptions } from "../rpc/call-options.js";
import { RequestTimeoutError } from "../rpc/request-timeout-error.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { isSandboxMet, keepPrevious, takeAsOpened, type DesiredSettings } from "../settings/desired.js";
import { describeMismatch, describeOverrides } from "../settings/reconcile.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import { threadIdOf } from "./ids.js";
import type { Session } from "./session.js";
import { ThreadHandle } from "./thread-handle.js";
import type { ThreadRecord } from "./thread-record.js";

/** The requests that open a thread. */
type ThreadOpener = "thread/start" | "thread/resume" | "thread/fork";

/** A thread to be opened. */
export interface Opening {
  readonly method: ThreadOpener;
  readonly params: object;
  /** What is to hold of it. */
  readonly desired: DesiredSettings;
  /** Decides about this thread instead of the client's handler. */
  readonly handler: HandlerOf | undefined;
  /** Executed here when the thread calls them. */
  readonly tools: readonly Tool[];
}

/**
 * Opens a thread and hands out a handle that holds it to what is desired. One that is not handed out is unloaded again.
 *
 * @throws ApprovalModeNotAppliedError if a new thread does not have what was asked, or one whose goal the server pursues. Any other
 * that is resumed or forked may rightly lack it: its next turn brings it.
 */
export async function openThread(
  session: Session,
  opening: Opening,
  options: CallOptions,
): Promise<ThreadHandle> {
  const { method } = opening;
  const { timeoutMs = session.requestTimeoutMs, signal } = options;
  using deadline = new Deadline(signal, timeoutMs, () => new RequestTimeoutError(method, timeoutMs));
  const opened = sendOpening(session, opening, options, deadline.signal, timeoutMs);
  const handed = opened.then(async ({ record, isNew, previous }) => {
    const letGo = isNew ? () => unload(session, method, record) : async () => undefined;
    if (deadline.signal.aborted) return void (await letGo());
    try {
      return handleOf(session, opening, record, previous);
    } catch (error) {
      await letGo();
      throw error;
    }
  });
  const handle = await settleOrAbort(handed, deadline.signal);
  // Only a caller that has given up gets none, and has its reason by then.
  if (handle === undefined) throw deadline.signal.reason;
  return handle;
}

interface Opened {
  readonly record: ThreadRecord;
  /** Whether no other handle has the thread. */
  readonly isNew: boolean;
  /** What was in force on the thread that was resumed or forked, where that was sure. */
  readonly previous: ThreadSettings | undefined;
}

async function sendOpening(
  session: Session,
  { method, params, desired, handler, tools }: Opening,
  { onSent }: CallOptions,
  cancelIfUnsent: AbortSignal,
  timeoutMs: number,
): Promise<Opened> {
  const { records } = session;
  const sourceId = threadIdOf(params);
  const leaving = sourceId === undefined ? undefined : session.departures.leaving(sourceId);
  if (leaving !== undefined) await leaving;
  const source = sourceId === undefined ? undefined : records.get(sourceId);
  const confirmed =
    source === undefined ? records.residueOf(sourceId ?? "")?.previous : source.settings.confirmed;
  const changes = source?.settings.changes;
  // What is told of the thread while it is opened counts, known or not.
  using watched = sourceId === undefined ? undefined : records.watch(sourceId);
  const ends = watched?.activity.ends;
  const opened = new Deferred<Opened>();
  await session.call(method, params, {
    timeoutMs: lateTimeout(timeoutMs),
    cancelIfUnsent,
    onSent,
    onResult: (response) => {
      const previous = source?.settings.changes === changes ? confirmed : undefined;
      const since = method === "thread/resume" ? { changes, ends } : {};
      const { record, isNew } = session.opened(response, since);
      // What waits in a thread that is resumed comes again right behind the answer.
      const own = handler ?? (method === "thread/fork" ? source?.handler : undefined);
      if (own !== undefined) record.setHandler(own);
      if (desired.mode === "ask") record.openedToAsk();
      if (method === "thread/fork" && source !== undefined) record.addTools(source.tools.values());
      record.addTools(tools);
      opened.resolve({ record, isNew, previous });
    },
  });
  return await opened.promise;
}

function handleOf(
  session: Session,
  { method, desired }: Opening,
  record: ThreadRecord,
  previous: ThreadSettings | undefined,
): ThreadHandle {
  const settings = record.settings.current;
  if (method === "thread/start") refuseMismatch(record, describeMismatch(desired, settings));
  if (record.isPursued) {
    refuseMismatch(
      record,
      describeMismatch(desired, settings) ??
        (desired.sandbox?.exact === true && !isSandboxMet(desired, settings)
          ? describeOverrides({ sandbox: desired.sandbox }, settings)
          : undefined),
      "The server starts turns on it by itself, for its goal, which take nothing along: pause the goal first.",
    );
  }
  // A resume may be of a loaded thread, whose sandbox is then not what the server made of the one that was asked.
  const taken = method === "thread/resume" ? desired : takeAsOpened(desired, settings);
  const cwd = desired.cwd === undefined || method === "thread/resume" ? desired.cwd : settings.cwd;
  return new ThreadHandle(session, record, keepPrevious({ ...taken, cwd }, previous, settings));
}

/**
 * @param turnId The turn that was begun all the same, and is interrupted.
 * @throws ApprovalModeNotAppliedError if there is any mismatch.
 */
export function refuseMismatch(
  record: ThreadRecord,
  mismatch: string | undefined,
  remedy?: string,
  turnId?: string,
): void {
  if (mismatch !== undefined) throw notInForce(record.id, mismatch, record.settings.current, remedy, turnId);
}

/** Unloads a thread that nobody was handed: one more costs the runtime a megabyte. A new one is nobody's, and holds no turn. */
async function unload(session: Session, method: ThreadOpener, { id }: ThreadRecord): Promise<void> {
  session.close(id, "was never handed out");
  try {
    if (method !== "thread/resume") return void (await session.call("thread/delete", { threadId: id }));
  } catch (error) {
    if (!isRpcError(error)) return;
  }
  await session.call("thread/unsubscribe", { threadId: id }).catch(() => undefined);
}
