import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { canonicalId } from "../lib/uuid.js";
import { threadIdOf, turnIdOf } from "./ids.js";
import type { Answering } from "./answering.js";
import type { Grants } from "./grants.js";
import type { Closing } from "./subscription.js";
import type { ThreadRecords } from "./thread-records.js";
import type { ThreadActivity } from "./thread-activity.js";
import type { ThreadRecord } from "./thread-record.js";

type Method = keyof ExperimentalClientRequests;

/** A call as it was sent. */
interface Sent {
  readonly params: unknown;
  /** The turns that ran then. */
  readonly ranBefore: readonly string[];
}

/** What a call of a method does to the thread that its params name, whoever makes it: seen on the reading path. */
interface Effect {
  /** From when it is sent until it is answered: it starts a turn, or may. */
  readonly starts?: true;
  /** It was answered. */
  readonly done?: (thread: ThreadSeen, result: unknown, sent: Sent) => void;
}

/** A thread as a call of the application finds it: what goes on there, and its record if it was opened. */
interface ThreadSeen {
  readonly activity: ThreadActivity;
  readonly record: ThreadRecord | undefined;
  /** A turn of it is this client's. */
  readonly named: (turnId: string) => void;
  /** A turn of it began with these params. */
  readonly brought: (params: unknown) => void;
  /** The server starts turns on it by this client's wish, which nothing names. */
  readonly setGoing: () => void;
  /** What it did at the end was taken back: this client's next turn may come before that is told. */
  readonly reverted: () => void;
  /** Nothing is told of it until it is resumed. */
  readonly unsubscribed: () => void;
  /** Nothing more will be told of it. */
  readonly closed: (why: Closing) => void;
}

/** The answer names the turn. On a busy thread none is started: the text went into the one that ran, whoever's that is. */
const startsTurn: Effect = {
  starts: true,
  done: ({ activity, record, named, brought }, result, { params, ranBefore }) => {
    brought(params);
    const turnId = turnIdOf(result);
    if (turnId === undefined) return;
    if (ranBefore.includes(turnId)) return record?.steered(turnId);
    named(turnId);
    if (record === undefined) activity.turnStarted(turnId);
    else record.named(turnId);
  },
};

/** The answer does not say whether a turn starts, or which. */
const mayStartTurn: Effect = {
  starts: true,
  done: ({ activity }) => {
    activity.mayStart();
  },
};

const queues: Effect = {
  starts: true,
  done: ({ activity, setGoing }) => {
    setGoing();
    activity.queueChanged();
  },
};

const setsGoal: Effect = {
  starts: true,
  done: ({ activity, setGoing }) => {
    setGoing();
    activity.mayStart();
  },
};

/** The calls by which an application starts turns past the handles, or ends threads. */
const effects: { readonly [M in Method]?: Effect } = {
  "review/start": startsTurn,
  "thread/archive": { done: ({ closed }) => closed("was archived") },
  "thread/compact/start": mayStartTurn,
  "thread/delete": { done: ({ closed }) => closed("was deleted") },
  "thread/goal/set": setsGoal,
  "thread/queue/add": queues,
  "thread/queue/start": startsTurn,
  "thread/queue/update": queues,
  "thread/revert": { done: ({ reverted }) => reverted() },
  "thread/shellCommand": mayStartTurn,
  "thread/unsubscribe": {
    // A turn that is started meanwhile would not be told of: it waits, and the thread is heard of again before it.
    starts: true,
    done: ({ record, unsubscribed }) => {
      unsubscribed();
      record?.unsubscribed("was unsubscribed");
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
  const named = effect === undefined ? undefined : threadIdOf(params);
  if (effect === undefined || named === undefined) return undefined;
  const threadId = canonicalId(named);
  const activity = effect.starts === true ? watcher.records.activityOf(threadId) : undefined;
  const ranBefore = activity?.running ?? [];
  const start = activity?.startRequested();
  return {
    answered: (result) => effect.done?.(threadSeen(watcher, threadId), result, { ranBefore, params }),
    over: () => start?.[Symbol.dispose](),
  };
}

/** Whose state calls change. */
interface Watcher {
  readonly records: ThreadRecords;
  readonly answering: Answering;
  readonly grants: Grants;
  close(threadId: string, why: Closing): void;
}

function threadSeen(watcher: Watcher, threadId: string): ThreadSeen {
  const { records, answering, grants } = watcher;
  return {
    get activity() {
      return records.activityOf(threadId);
    },
    record: records.get(threadId),
    named: (turnId) => {
      answering.own.named(threadId, turnId);
      answering.turnNamed();
    },
    brought: grants.brought(threadId),
    setGoing: () => {
      answering.own.setGoing(threadId);
    },
    reverted: () => {
      grants.threadReverted(threadId);
    },
    unsubscribed: () => {
      answering.unsubscribed(threadId);
    },
    closed: (why) => {
      watcher.close(threadId, why);
    },
  };
}
