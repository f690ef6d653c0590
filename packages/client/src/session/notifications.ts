import type { ServerNotification, ThreadTokenUsage } from "../generated/types.js";
import { settingsFrom } from "../settings/thread-settings.js";
import type { Answering } from "./answering.js";
import type { Grants } from "./grants.js";
import type { RequiredLogin } from "./required-login.js";
import type { ThreadRecords } from "./thread-records.js";

/** Whose state notifications bring up to date. */
export interface Observed {
  readonly records: ThreadRecords;
  readonly answering: Answering;
  readonly grants: Grants;
  readonly login: RequiredLogin | undefined;
  /** A subagent has used tokens in a turn of its own. */
  subagentUsed(threadId: string, turnId: string, usage: ThreadTokenUsage): void;
  /** A turn is over: what hangs off it is settled. */
  turnEnded(turnId: string): void;
}

type Handlers = {
  readonly [Method in ServerNotification["method"]]?: (
    observed: Observed,
    params: Extract<ServerNotification, { method: Method }>["params"],
  ) => void;
};

/**
 * What each notification does to the state of its thread, and then to approvals and tools. The turns hear of it after that, so that
 * whoever is told of a turn's end finds all of it settled.
 */
const handlers: Handlers = {
  "account/updated": ({ login }) => {
    login?.forget();
  },
  "thread/settings/updated": ({ records }, { threadId, threadSettings }) => {
    const settings = settingsFrom({ ...threadSettings, sandbox: threadSettings.sandboxPolicy });
    records.get(threadId)?.settings.updated(settings);
  },
  "thread/status/changed": ({ records }, { threadId, status }) => {
    // The server tells of threads that nobody here knows too.
    const activity = records.knownActivityOf(threadId);
    if (status.type === "active") activity?.foundActive();
    else activity?.stopped();
  },
  "turn/started": ({ records, answering }, { threadId, turn }) => {
    answering.subagents.turnStarted(threadId, turn);
    const record = records.get(threadId);
    // What runs for a review of this client's: its items and its end are told of the review.
    if (turn.rootTurnId != null && turn.rootTurnId !== turn.id && record?.isNamed(turn.rootTurnId) === true)
      return;
    if (record === undefined) records.knownActivityOf(threadId)?.turnStarted(turn.id);
    else record.turnStarted(turn.id);
  },
  "turn/completed": (observed, { threadId, turn }) => {
    const record = observed.records.get(threadId);
    if (record === undefined) observed.records.knownActivityOf(threadId)?.turnEnded(turn.id);
    else record.turnEnded(turn.id);
    observed.turnEnded(turn.id);
  },
  // Only clients that opted into the experimental API are told of it.
  "thread/queue/changed": ({ records }, { threadId }) => {
    records.get(threadId)?.activity.queueChanged();
  },
  "thread/reverted": ({ grants, records }, { threadId }) => {
    records.get(threadId)?.usage.doubt();
    grants.threadReverted(threadId);
  },
  "thread/goal/updated": ({ records }, { threadId, goal }) => {
    records.get(threadId)?.setGoal(goal);
  },
  "thread/goal/cleared": ({ records }, { threadId }) => {
    records.get(threadId)?.setGoal(null);
  },
  "thread/tokenUsage/updated": (observed, { threadId, turnId, tokenUsage }) => {
    observed.records.get(threadId)?.usage.told(turnId, tokenUsage);
    observed.subagentUsed(threadId, turnId, tokenUsage);
  },
  "item/started": ({ answering }, params) => {
    answering.itemStarted(params);
  },
  "hook/completed": ({ answering }, params) => {
    answering.approvals.hookCompleted(params);
  },
  "item/completed": ({ answering }, params) => {
    answering.itemCompleted(params);
  },
  "item/autoApprovalReview/started": ({ answering }, params) => {
    answering.approvals.reviewStarted(params);
  },
  "item/autoApprovalReview/completed": ({ answering }, params) => {
    answering.approvals.reviewCompleted(params);
  },
  guardianWarning: ({ answering }, { threadId, message }) => {
    answering.approvals.reviewerWarned(threadId, message);
  },
  "serverRequest/resolved": ({ answering }, { requestId }) => {
    answering.requestResolved(requestId);
  },
};

const byMethod: ReadonlyMap<string, (observed: Observed, params: never) => void> = new Map(
  Object.entries(handlers) as [string, (observed: Observed, params: never) => void][],
);

/** Brings the state of threads, approvals and tools up to date with what the server tells. */
export function onNotification(observed: Observed, notification: ServerNotification): void {
  const { method, params } = notification;
  observed.answering.own.going?.observe(notification);
  byMethod.get(method)?.(observed, params as never);
}
