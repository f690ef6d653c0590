import type { ServerNotification } from "../generated/types.js";
import { onAbort, settleOrAbort } from "../lib/abort.js";
import { Deadline, lateTimeout } from "../lib/deadline.js";
import { Deferred } from "../lib/deferred.js";
import { memberOf, textOf } from "../lib/guards.js";
import type { CallOptions } from "../rpc/call-options.js";
import { isRequestTimeoutError, RequestTimeoutError } from "../rpc/request-timeout-error.js";
import { isInvalidRequestError, isRpcError } from "../rpc/rpc-error.js";
import type { DesiredSettings } from "../settings/desired.js";
import { reconcile } from "../settings/reconcile.js";
import { refuseLossOfRules } from "./active-profile.js";
import { foreignTurn } from "./approval-mode-not-applied-error.js";
import { turnIdOf, type TurnMessage } from "./ids.js";
import { refuseKeptAccess } from "./outlives.js";
import type { Session } from "./session.js";
import type { ThreadRecord } from "./thread-record.js";
import { traceTurn } from "./trace-turn.js";
import { interruptForeign, interruptQuietly } from "./turn-control.js";
import type { TurnLimits } from "./turn-limits.js";
import type { Started } from "./turn-queue.js";
import { TurnRecord } from "./turn-record.js";

/** A turn to be started. */
export interface TurnToStart {
  /** A method whose answer names the turn, or one that leaves it to the next turn of its kind to say so. */
  readonly method: "turn/start" | "review/start" | "thread/compact/start";
  readonly params: object;
  /** What must hold of it: the overrides that bring it are sent along. */
  readonly desired: DesiredSettings;
  readonly options: CallOptions;
  /** What ends it before its time. */
  readonly limits: TurnLimits;
  readonly keepEvents: boolean;
  /** Awaited before the request is sent: what it throws, the caller gets. */
  readonly check?: ((options: CallOptions) => Promise<void>) | undefined;
  /** Throws where the turn may not begin any more, once it had to wait for one that began meanwhile. */
  readonly mayBegin: () => void;
  /** Called when the server has accepted it. What it throws, the caller gets, and the turn is stopped. */
  readonly onAccepted: (turn: TurnRecord) => void;
}

/**
 * Sends the request that starts a turn. A caller that gives up, by its signal or its timeout, gets its error at once; what was not on the
 * wire by then is never sent. What was may have started a turn: the thread stays taken until the answer names that turn,
 * which is then interrupted, it and no other, and until its end.
 */
export function startTurn(
  session: Session,
  record: ThreadRecord,
  { method, params, desired, options, limits, keepEvents, check, mayBegin, onAccepted }: TurnToStart,
): Started<TurnRecord> {
  const { signal, timeoutMs = session.requestTimeoutMs } = options;
  const turn = new TurnRecord(record, keepEvents, "handle", desired);
  const deadline = new Deadline(signal, timeoutMs, () => new RequestTimeoutError(method, timeoutMs));
  const waits = {
    timeoutMs: lateTimeout(timeoutMs),
    cancelIfUnsent: deadline.signal,
    onSent: options.onSent,
  };
  record.follow(turn);
  limits.follow(turn);

  // The caller hears of the request that starts the turn, and of no other.
  const asking = { ...waits, onSent: undefined };
  const ask = async (): Promise<void> => {
    await session.login?.refuse(record);
    await check?.(asking);
    if (method === "turn/start") await refuseOutlived(session, record, desired, params, asking);
  };
  const accept = async (): Promise<void> => {
    await ask();
    // What is asked takes its time, in which somebody else's turn may begin: it is waited for, and may change what was found.
    for (let busy = await busyAfterAll(record); busy !== undefined; busy = await busyAfterAll(record)) {
      await deadline.outside(busy.waited);
      mayBegin();
      await ask();
    }
    if (method === "turn/start") {
      const overrides = reconcile(desired, record.settings.confirmed);
      await sendStart(session, record, turn, { ...params, ...overrides }, desired, waits);
    } else if (method === "review/start") {
      await (await import("./start-review.js")).sendReview(session, record, turn, params, waits);
    } else {
      await sendUnnamed(session, record, turn, method, params, waits);
    }
    if (deadline.signal.aborted) interruptQuietly(session, turn);
    else if (signal !== undefined) interruptOnAbort(session, turn, signal);
  };
  const accepted = traceTurn(record.id, accept, turn).finally(() => {
    deadline[Symbol.dispose]();
  });
  accepted.catch((error: unknown) => {
    turn.lose(error as Error);
    if (isRpcError(error)) limits.refused();
    // It may have been accepted, and nobody will ever say.
    if (isRequestTimeoutError(error)) record.settings.doubt();
  });
  const checked = accepted.then(() => {
    try {
      onAccepted(turn);
    } catch (error) {
      interruptQuietly(session, turn);
      throw error;
    }
    return turn;
  });
  return {
    value: settleOrAbort(checked, deadline.signal),
    over: accepted.then(() => turn.ended),
  };
}

/** @throws ApprovalModeNotAppliedError where what earlier turns had, or have taken away, goes beyond what is desired of this one. */
async function refuseOutlived(
  session: Session,
  record: ThreadRecord,
  desired: DesiredSettings,
  params: object,
  options: CallOptions,
): Promise<void> {
  await refuseKeptAccess(session, record, desired, options);
  const overrides = reconcile(desired, record.settings.confirmed);
  // A sandbox that is in force already was brought by another turn. Full access then has taken away what it would.
  const policy = overrides.sandboxPolicy ?? desired.sandbox?.policy;
  if (policy === undefined || (overrides.sandboxPolicy == null && policy.type === "dangerFullAccess")) return;
  const cwd = textOf(memberOf({ ...params, ...overrides }, "cwd"));
  await refuseLossOfRules({ call: session.call, options }, record, policy, cwd);
}

/** What keeps a turn from being sent at once: a turn that is known, or that the server says runs, which is asked last. */
async function busyAfterAll(
  record: ThreadRecord,
): Promise<{ readonly waited: Promise<unknown> } | undefined> {
  let waited = record.busy();
  if (waited === undefined) {
    await record.confirmIdle();
    waited = record.busy();
  }
  return waited === undefined ? undefined : { waited };
}

interface Limits {
  readonly timeoutMs: number;
  readonly cancelIfUnsent: AbortSignal;
  readonly onSent: CallOptions["onSent"];
}

/**
 * Whose turn the answer names is told by what came before it, and by what comes after it. On a server that others use the message
 * carries an id of its own: a turn that begins with another message is somebody else's. An external message carries none, and is known
 * by its words.
 */
async function sendStart(
  session: Session,
  record: ThreadRecord,
  turn: TurnRecord,
  params: Readonly<Record<string, unknown>>,
  desired: DesiredSettings,
  limits: Limits,
): Promise<void> {
  const { changes } = record.settings;
  const messageId =
    session.shared && params["toolOutput"] === undefined
      ? (params["clientUserMessageId"] ?? crypto.randomUUID())
      : undefined;
  // As narrow as was asked is a turn that is known to have all of it.
  const isAsNarrow = Object.keys(reconcile(desired, record.settings.confirmed)).length === 0;
  const refuse = (turnId: string): Error => {
    record.settings.doubt();
    // Also of a thread that nothing is told of any more: its turn goes on.
    const interrupts = !isAsNarrow && !record.activity.hasEnded(turnId);
    if (interrupts) void interruptForeign(session, record, turnId);
    return foreignTurn(record.id, record.settings.current, turnId, interrupts);
  };
  // Under load a turn of one's own may be told before the answer that names it.
  const early: ServerNotification[] = [];
  const listener = { receive: (event: ServerNotification) => void early.push(event), lose: () => undefined };
  record.awaited.add(listener);
  let sending: Sending = { at: 0, ranBefore: [] };
  const sent = messageId === undefined ? params : { ...params, clientUserMessageId: messageId };
  try {
    await session.call("turn/start", sent, {
      ...limits,
      onSent: (requestId) => {
        sending = { at: Date.now(), ranBefore: record.activity.running };
        limits.onSent?.(requestId);
      },
      onResult: ({ turn: { id } }) => {
        record.awaited.delete(listener);
        // The text stands in a turn of somebody else's, under whatever that one has.
        if (isForeign(record, id, sending, session.shared)) throw refuse(id);
        const hasEnded = record.activity.hasEnded(id);
        turn.start(id);
        session.answering.turnNamed();
        record.settings.accepted(id, changes, params);
        record.activity.turnStarted(id);
        if (session.shared) {
          turn.judgeFirstMessage((message) =>
            isOwnMessage(message, messageId, params) ? undefined : refuse(id),
          );
        }
        for (const event of early) if (turnIdOf(event.params) === id) turn.receive(event);
        if (hasEnded || turn.hasEnded) record.activity.turnEnded(id);
        // A thread that was closed may have been loaded again by somebody who has let go of it since.
        if (record.subscription.name !== "subscribed") void session.takeUpTurn(record, turn);
      },
    });
  } catch (error) {
    if (!isInvalidRequestError(error)) throw error;
    // On demand: it is rare that administrators forbid something.
    throw await (await import("./forbidden.js")).forbiddenTurn(session, record, desired, params, error);
  } finally {
    record.awaited.delete(listener);
  }
}

/** The moment at which a request goes out. */
interface Sending {
  readonly at: number;
  /** The turns that were known to run. */
  readonly ranBefore: readonly string[];
}

/**
 * Whether a turn is known to be somebody else's when the answer names it: because a raw call has started it, because it ran when the request
 * was sent, or because it was made before that, which its id tells where it holds the time. Another machine's clock is not to be relied on; where ids
 * hold no time, a turn that was told before the answer is another's.
 */
function isForeign(
  record: ThreadRecord,
  turnId: string,
  { at, ranBefore }: Sending,
  shared: boolean,
): boolean {
  if (record.isNamed(turnId) || ranBefore.includes(turnId)) return true;
  const madeAt = timeIn(turnId);
  return madeAt === undefined ? record.activity.isKnown(turnId) : !shared && madeAt < at;
}

/** The time that a UUID of version 7 holds, in milliseconds since the Unix epoch. */
function timeIn(id: string): number | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.exec(id);
  return match === null ? undefined : Number.parseInt(`${match[1] ?? ""}${match[2] ?? ""}`, 16);
}

/** Whether a turn's first message is the one that was to start it. A runtime that knows no ids of messages gives none back: then what it says tells. */
function isOwnMessage(
  message: TurnMessage,
  messageId: unknown,
  { toolOutput, input }: Readonly<Record<string, unknown>>,
): boolean {
  if (message.type === "functionCallOutput") return isSameOutput(message, toolOutput);
  if (toolOutput !== undefined) return false;
  return message.clientId == null ? isSameInput(message.content, input) : message.clientId === messageId;
}

function isSameOutput(told: unknown, sent: unknown): boolean {
  return ["name", "namespace", "output"].every(
    (key) => (memberOf(told, key) ?? null) === (memberOf(sent, key) ?? null),
  );
}

function isSameInput(content: unknown, input: unknown): boolean {
  const textsOf = (parts: unknown): unknown[] =>
    Array.isArray(parts) ? parts.map((part: unknown) => memberOf(part, "text")) : [];
  return JSON.stringify(textsOf(content)) === JSON.stringify(textsOf(input));
}

/** Sends a request that is answered at once: its turn is the next of its kind that starts on the thread. It changes no settings. */
async function sendUnnamed(
  session: Session,
  record: ThreadRecord,
  turn: TurnRecord,
  method: "thread/compact/start",
  params: object,
  limits: Limits,
): Promise<void> {
  const { timeoutMs } = limits;
  // On demand: few turns are compactions.
  const { judgeCompaction, UnnamedTurns } = await import("./unnamed-turn.js");
  const named = new Deferred<undefined>();
  const turns = new UnnamedTurns(
    record,
    () => false,
    judgeCompaction,
    (found) => {
      turn.become(found);
      named.resolve(undefined);
    },
  );
  const awaited = {
    receive: turns.receive.bind(turns),
    lose: (reason: Error) => {
      named.reject(reason);
    },
  };
  record.awaited.add(awaited);
  const deadline = new Deadline(undefined, timeoutMs, () => new RequestTimeoutError(method, timeoutMs));
  try {
    await session.call(method, params, limits);
    await settleOrAbort(named.promise, deadline.signal);
  } finally {
    deadline[Symbol.dispose]();
    record.awaited.delete(awaited);
  }
}

function interruptOnAbort(session: Session, turn: TurnRecord, signal: AbortSignal): void {
  const subscription = onAbort(signal, () => {
    interruptQuietly(session, turn);
  });
  const forget = (): void => {
    subscription[Symbol.dispose]();
  };
  turn.ended.then(forget, forget);
}
