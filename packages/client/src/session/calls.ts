import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { canonicalId } from "../lib/uuid.js";
import type { Answering } from "./answering.js";
import type { Grants } from "./grants.js";
import { threadIdOf, turnIdOf } from "./ids.js";
import type { Closing } from "./subscription.js";
import type { ThreadRecords } from "./thread-records.js";

type Method = keyof ExperimentalClientRequests;

/** A call as it was sent. */
interface Sent {
  readonly params: unknown;
  /** The turns that ran then. */
  readonly ranBefore: readonly string[];
}

/** Whose state calls change. */
interface Watcher {
  readonly records: ThreadRecords;
  readonly answering: Answering;
  readonly grants: Grants;
  /** Nothing more will be told of a thread. */
  close(threadId: string, why: Closing): void;
}

/** What a call of a method does to the thread that its params name, whoever makes it: seen on the reading path. */
interface Effect {
  /** From when it is sent until it is answered: it starts a turn, or may. */
  readonly starts?: true;
  /** It was answered. */
  readonly done?: (watcher: Watcher, threadId: string, result: unknown, sent: Sent) => void;
}

/** The answer names the turn. On a busy thread none is started: the text went into the one that ran, whoever's that is. */
const startsTurn: Effect = {
  starts: true,
  done: ({ records, answering, grants }, threadId, result, { params, ranBefore }) => {
    grants.brought(threadId, params);
    const turnId = turnIdOf(result);
    if (turnId === undefined) return;
    const record = records.get(threadId);
    // Under load the end of a turn may be told before the answer that names it.
    if (records.activityOf(threadId).hasEnded(turnId)) return record?.settings.doubt();
    if (ranBefore.includes(turnId)) return record?.steered(turnId);
    answering.own.named(threadId, turnId);
    answering.turnNamed();
    if (record === undefined) records.activityOf(threadId).turnStarted(turnId);
    else record.named(turnId);
  },
};

/** The answer does not say whether a turn starts, or which. */
const mayStartTurn: Effect = {
  starts: true,
  done: ({ records }, threadId) => {
    records.activityOf(threadId).mayStart();
  },
};

/** The server starts turns by this client's wish, which nothing names. */
const queues: Effect = {
  starts: true,
  done: ({ records }, threadId) => {
    records.activityOf(threadId).queueChanged();
  },
};

/** The calls by which an application starts turns past the handles, or ends threads. */
const effects: { readonly [M in Method]?: Effect } = {
  "review/start": startsTurn,
  "thread/archive": { done: (watcher, threadId) => watcher.close(threadId, "archived") },
  "thread/compact/start": mayStartTurn,
  "thread/delete": { done: (watcher, threadId) => watcher.close(threadId, "deleted") },
  "thread/goal/set": mayStartTurn,
  "thread/queue/add": queues,
  "thread/queue/start": startsTurn,
  "thread/queue/update": queues,
  // This client's next turn may come before the server tells of it.
  "thread/revert": { done: ({ grants }, threadId) => grants.threadReverted(threadId) },
  "thread/shellCommand": mayStartTurn,
  "thread/unsubscribe": {
    // A turn that is started meanwhile would not be told of: it waits, and the thread is heard of again before it.
    starts: true,
    done: ({ records, answering }, threadId) => {
      answering.unsubscribed(threadId);
      records.get(threadId)?.unsubscribed("was unsubscribed");
    },
  },
  "turn/start": startsTurn,
};

const byMethod: ReadonlyMap<string, Effect> = new Map(Object.entries(effects));

/** Watches one call. */
export interface CallWatch {
  readonly answered: (result: unknown) => void;
  /** It is over, with an answer or without. */
  readonly over: () => void;
}

/** What a call that is about to be sent does to its thread; `undefined` where it does nothing. */
export function watchCall(method: string, params: unknown, watcher: Watcher): CallWatch | undefined {
  const effect = byMethod.get(method);
  const named = effect && threadIdOf(params);
  if (effect === undefined || named === undefined) return undefined;
  const threadId = canonicalId(named);
  const activity = effect.starts && watcher.records.activityOf(threadId);
  const ranBefore = activity?.running ?? [];
  const start = activity?.startRequested();
  let going = watcher.answering.own.going?.watchCall(method, threadId, params, ranBefore);
  return {
    answered: (result) => {
      going?.answered(result);
      going = undefined;
      effect.done?.(watcher, threadId, result, { ranBefore, params });
    },
    over: () => {
      going?.failed();
      start?.[Symbol.dispose]();
    },
  };
}
