import type { ServerNotification } from "../generated/types.js";
import { settingsFrom } from "../settings/thread-settings.js";
import type { ApprovalBroker } from "../approvals/broker.js";
import type { ToolCalls } from "../dynamic-tools/tool-calls.js";
import { threadIdOf } from "./ids.js";
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
  "hook/completed": ({ approvals }, params) => {
    approvals.hookCompleted(params);
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

const byMethod: ReadonlyMap<string, (observed: Observed, params: never) => void> = new Map([
  ...(Object.entries(handlers) as [string, (observed: Observed, params: never) => void][]),
  // Only clients that opted into the experimental API are told of it.
  ["thread/queue/changed", queueChanged],
]);

/** Brings the state of threads, approvals and tools up to date with what the server tells. */
export function onNotification(observed: Observed, { method, params }: ServerNotification): void {
  byMethod.get(method)?.(observed, params as never);
}

function queueChanged({ records }: Observed, params: unknown): void {
  const threadId = threadIdOf(params);
  if (threadId !== undefined) records.get(threadId)?.activity.queueChanged();
}
