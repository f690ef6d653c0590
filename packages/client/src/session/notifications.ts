import type { ServerNotification } from "../generated/types.js";
import { settingsFrom } from "../settings/thread-settings.js";
import type { ApprovalBroker } from "../approvals/broker.js";
import type { ToolCalls } from "../dynamic-tools/tool-calls.js";
import type { ThreadRecords } from "./thread-records.js";

/** Whose state notifications bring up to date. */
export interface Observed {
  readonly records: ThreadRecords;
  readonly approvals: ApprovalBroker;
  readonly toolCalls: ToolCalls;
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
  "turn/started": ({ records }, { threadId, turn }) => {
    const record = records.get(threadId);
    if (record === undefined) records.knownActivityOf(threadId)?.turnStarted(turn.id);
    else record.turnStarted(turn.id);
  },
  "turn/completed": (observed, { threadId, turn }) => {
    const record = observed.records.get(threadId);
    if (record === undefined) observed.records.knownActivityOf(threadId)?.turnEnded(turn.id);
    else record.turnEnded(turn.id);
    observed.turnEnded(turn.id);
  },
  "thread/goal/updated": ({ records }, { threadId, goal }) => {
    records.get(threadId)?.setGoal(goal);
  },
  "thread/goal/cleared": ({ records }, { threadId }) => {
    records.get(threadId)?.setGoal(null);
  },
  "item/started": ({ approvals }, params) => {
    approvals.itemStarted(params);
  },
  "item/completed": ({ approvals, toolCalls }, params) => {
    approvals.itemCompleted(params);
    toolCalls.itemCompleted(params);
  },
  "item/autoApprovalReview/started": ({ approvals }, params) => {
    approvals.reviewStarted(params);
  },
  "item/autoApprovalReview/completed": ({ approvals }, params) => {
    approvals.reviewCompleted(params);
  },
  guardianWarning: ({ approvals }, { threadId, message }) => {
    approvals.reviewerWarned(threadId, message);
  },
  "serverRequest/resolved": ({ approvals }, { requestId }) => {
    approvals.requestResolved(requestId);
  },
};

/** Brings the state of threads, approvals and tools up to date with what the server tells. */
export function onNotification(observed: Observed, notification: ServerNotification): void {
  if ((notification.method as string) === "thread/queue/changed") queueChanged(observed, notification.params);
  const handler = Object.hasOwn(handlers, notification.method) ? handlers[notification.method] : undefined;
  (handler as ((observed: Observed, params: unknown) => void) | undefined)?.(observed, notification.params);
}

/** Only clients that opted into the experimental API are told of it. */
function queueChanged({ records }: Observed, params: unknown): void {
  const threadId = typeof params === "object" && params !== null && "threadId" in params && params.threadId;
  if (typeof threadId === "string") records.get(threadId)?.activity.queueChanged();
}
