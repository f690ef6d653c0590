import type { Turn } from "../generated/types.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { settingsFrom } from "../settings/thread-settings.js";
import { ConnectionClosedError, isConnectionClosedError } from "../transport/connection-closed-error.js";
import type { Answering } from "./answering.js";
import type { Grants } from "./grants.js";
import { eachPage } from "./pages.js";
import type { ThreadRecord } from "./thread-record.js";
import type { ThreadRecords } from "./thread-records.js";
import type { TurnRecord } from "./turn-record.js";

/** What goes on when a connection breaks. */
export interface Recoverable {
  readonly records: ThreadRecords;
  readonly answering: Answering;
  readonly grants: Grants;
  /** Whether the application hears notifications. */
  readonly hasListeners: boolean;
  /** A turn is over: what hangs off it is settled. */
  turnEnded(turnId: string): void;
}

/** What became of the threads of a client when its connection was restored. */
export interface RecoveredThreads {
  /** Those that the server cannot take up. */
  readonly lostThreads: readonly string[];
  /** Those that are resumed at their next use. */
  readonly unsubscribedThreads: readonly string[];
}

/**
 * Takes up what goes on, on a new connection: threads with a turn that runs, a goal or an open request, and those where somebody
 * else's turn ran while the application listened. The others are resumed at their next use.
 *
 * @param forgetRequests Called where another process answers now: what the former one asked is nobody's question any more.
 */
export async function recoverThreads(
  call: ProtocolCall,
  session: Recoverable,
  forgetRequests: () => void,
): Promise<RecoveredThreads> {
  const { records, grants } = session;
  const { approvals } = session.answering;
  const asking = new Set(approvals.openRequests.map(({ threadId }) => threadId));
  const { subagents } = session.answering;
  const unloaded = await notLoaded(call, new Set([...asking, ...grants.threads, ...subagents.threads]));
  for (const threadId of unloaded) {
    grants.threadClosed(threadId);
    subagents.threadClosed(threadId);
  }
  // A process that has not loaded them is not the one that asked about them.
  if ([...asking].some((threadId) => unloaded.has(threadId))) {
    forgetRequests();
    approvals.withdrawAll();
    asking.clear();
  }
  const all = records.all.filter(
    ({ subscription }) =>
      subscription.name === "subscribed" || (subscription.name === "unsubscribed" && subscription.byBreak),
  );
  const active = all.filter(
    (record) =>
      record.runningTurns.length > 0 ||
      record.isPursued ||
      record.pursuits.size > 0 ||
      asking.has(record.id) ||
      (record.activity.isRunning && session.hasListeners),
  );
  const idle = all.filter((record) => !active.includes(record));
  for (const record of idle) record.notTakenUp();
  await Promise.all(active.map((record) => recoverThread(call, session, record)));
  await recoverSubagents(call, session);
  const lost = active.filter(({ subscription }) => subscription.name === "unrecoverable");
  return { lostThreads: lost.map(({ id }) => id), unsubscribedThreads: idle.map(({ id }) => id) };
}

/**
 * Hears of a thread again before its next turn. One that cannot be resumed is left to the server's answer to that, unless a break
 * is why nothing is told of it: then it is looked for.
 *
 * @throws ConnectionClosedError for one that a break has lost.
 */
export async function subscribe(call: ProtocolCall, record: ThreadRecord): Promise<void> {
  const { subscription } = record;
  if (subscription.name === "unrecoverable") throw subscription.reason;
  if (subscription.name !== "unsubscribed") return;
  if (await resume(call, record, subscription.byBreak)) return;
  const now = record.subscription;
  if (now.name === "unrecoverable") throw now.reason;
}

/** Hears of a turn that runs on a thread which could not be resumed before it had one. Never rejects: the turn's end tells. */
export async function takeUpTurn(call: ProtocolCall, record: ThreadRecord, turn: TurnRecord): Promise<void> {
  try {
    const isResumed = (await resume(call, record)) || (await resumeWithTurn(call, record));
    takeUp(turn, isResumed ? await turnsOf(call, record.id, [turn.id]) : [], record);
  } catch (error) {
    // If it is the connection that broke, restoring it takes up this turn too.
    if (!isConnectionClosedError(error)) turn.lose(error as Error);
  }
}

async function recoverThread(call: ProtocolCall, session: Recoverable, record: ThreadRecord): Promise<void> {
  const running = record.runningTurns.filter(({ id }) => id !== undefined);
  // A turn of somebody else's may have ended unheard, and with it what was asked in it.
  const askedIn = session.answering.approvals.openRequests.flatMap(({ threadId, turnId }) =>
    threadId === record.id && turnId !== null ? turnId : [],
  );
  const isResumed =
    (await resume(call, record)) || (running.length > 0 && (await resumeWithTurn(call, record)));
  if (!isResumed) {
    record.unrecoverable(reasonOf(record));
    for (const { id } of running) if (id !== undefined) session.turnEnded(id);
    session.answering.threadClosed(record.id, true);
    return;
  }
  const turns = await turnsOf(call, record.id, [...running.map(({ id }) => id), ...askedIn]);
  for (const turn of running) {
    const stored = storedOf(turn, turns);
    if (stored !== undefined) session.answering.itemsFound(record.id, stored.id, stored.items);
    takeUp(turn, turns, record);
    if (!turn.hasEnded || turn.id === undefined) continue;
    record.turnEnded(turn.id);
    session.turnEnded(turn.id);
  }
  for (const { id, status } of turns)
    if (status !== "inProgress" && askedIn.includes(id)) session.turnEnded(id);
}

/** Hears again of the subagents that work for this client's turns, those included that were started meanwhile. */
async function recoverSubagents(call: ProtocolCall, session: Recoverable): Promise<void> {
  const { subagents } = session.answering;
  const recovered = new Set<string>();
  for (;;) {
    const next = subagents.own.filter((id) => !recovered.has(id));
    if (next.length === 0) return;
    for (const id of next) recovered.add(id);
    await Promise.all(next.map((id) => recoverSubagent(call, session, id)));
  }
}

/** One that cannot be resumed is gone. */
async function recoverSubagent(call: ProtocolCall, session: Recoverable, threadId: string): Promise<void> {
  const { answering } = session;
  const before = answering.subagents.turnOf(threadId);
  const newest = await newestTurn(call, threadId);
  const now = newest?.status === "inProgress" ? newest : undefined;
  if (before !== undefined && before !== now?.id) session.turnEnded(before);
  if (newest === undefined) return answering.subagents.threadClosed(threadId);
  if (now !== undefined) answering.subagents.turnStarted(threadId, now);
  answering.itemsFound(threadId, newest.id, newest.items);
}

async function newestTurn(call: ProtocolCall, threadId: string): Promise<Turn | undefined> {
  try {
    await call("thread/resume", { threadId, excludeTurns: true });
    const page = { threadId, itemsView: "full", sortDirection: "desc", limit: 1 };
    return (await call("thread/turns/list", page)).data[0];
  } catch (error) {
    if (!isRpcError(error)) throw error;
    return undefined;
  }
}

/** The runtime refuses to resume a thread until it has written its first lines: some 50 ms after its first turn began. */
async function resumeWithTurn(call: ProtocolCall, record: ThreadRecord): Promise<boolean> {
  for (let pauseMs = 5; pauseMs < 2_000 && record.subscription.name !== "unrecoverable"; pauseMs *= 2) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (await resume(call, record)) return true;
  }
  return false;
}

/** A turn as it stands in the history. A review stands there once it is over, and until then what runs for it. */
function storedOf(turn: TurnRecord, turns: readonly Turn[]): Turn | undefined {
  return turns.find(({ id }) => id === turn.id) ?? turns.find(({ rootTurnId }) => rootTurnId === turn.id);
}

function takeUp(turn: TurnRecord, turns: readonly Turn[], record: ThreadRecord): void {
  const stored = storedOf(turn, turns);
  if (stored === undefined) turn.lose(reasonOf(record));
  else turn.takeUp(stored);
}

/**
 * Resumes a thread without overrides, so that nothing is rewritten. Answers whether the server now tells this connection of it.
 *
 * @param looksForIt Whether one that cannot be resumed is lost unless the server knows it.
 */
async function resume(call: ProtocolCall, record: ThreadRecord, looksForIt = true): Promise<boolean> {
  try {
    await call(
      "thread/resume",
      { threadId: record.id, excludeTurns: true },
      {
        onResult: (response) => {
          record.settings.updated(settingsFrom(response));
          record.subscribed();
          // What was known to run may have ended; what runs may be nobody's here: its `turn/start` was under way when the
          // connection broke, or another client started it. The next turn waits for it, since it would steer it.
          record.foundStatus(response.thread);
        },
      },
    );
    return true;
  } catch (error) {
    if (!isRpcError(error)) throw error;
    if (looksForIt) await lookFor(call, record, error);
    return false;
  }
}

/** The server cannot resume the thread: because it has no turn yet, keeps no history of it, or does not know it. */
async function lookFor(call: ProtocolCall, record: ThreadRecord, refusal: Error): Promise<void> {
  try {
    const { thread } = await call("thread/read", { threadId: record.id });
    if (!thread.ephemeral) return;
  } catch (error) {
    if (!isRpcError(error)) throw error;
  }
  record.unrecoverable(
    new ConnectionClosedError(
      `The connection was restored, but not thread ${record.id}: the server keeps no history of it, or is another process. ` +
        "What ran on it cannot be known any more.",
      { reason: "disconnected", cause: refusal },
    ),
  );
}

/** Which of these threads the server has not loaded. */
async function notLoaded(call: ProtocolCall, threadIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const missing = new Set(threadIds);
  if (missing.size === 0) return missing;
  try {
    for await (const page of eachPage<string>(call, "thread/loaded/list", {})) {
      for (const id of page) missing.delete(id);
      if (missing.size === 0) break;
    }
  } catch (error) {
    // A server that cannot say is taken for the same.
    if (isConnectionClosedError(error)) throw error;
    return new Set();
  }
  return missing;
}

/** The newest turns of a thread, back to those that are looked for, unless the server leads in a circle before. */
async function turnsOf(
  call: ProtocolCall,
  threadId: string,
  turnIds: Iterable<string | undefined>,
): Promise<readonly Turn[]> {
  const wanted = new Set(turnIds);
  const turns: Turn[] = [];
  if (wanted.size === 0) return turns;
  const params = { threadId, itemsView: "full", sortDirection: "desc", limit: 10 };
  // What is found has to do: a turn that is not among it is lost, and not the connection.
  const stop = (): void => undefined;
  for await (const page of eachPage<Turn>(call, "thread/turns/list", params, {}, stop)) {
    for (const { id, rootTurnId } of page) {
      wanted.delete(id);
      wanted.delete(rootTurnId ?? undefined);
    }
    turns.push(...page);
    if (wanted.size === 0) break;
  }
  return turns;
}

function reasonOf({ id, subscription }: ThreadRecord): ConnectionClosedError {
  if (subscription.name === "unrecoverable") return subscription.reason;
  return new ConnectionClosedError(
    `The connection was restored, but the server does not tell of what ran on thread ${id}: how it ended cannot be known.`,
    { reason: "disconnected" },
  );
}
