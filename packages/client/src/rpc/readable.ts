import { mismatchOf, type Shape } from "../lib/shape.js";
import type { ServerNotifications, ServerRequests } from "../generated/methods.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";

// What the client itself reads of each message, and no more: a runtime of another version may leave out or add anything else.

const ofThread = { threadId: "text" } as const satisfies Shape;
const ofItem = {
  threadId: "text",
  turnId: "text",
  item: { id: "text", type: "text" },
} as const satisfies Shape;
const ofTurn = { threadId: "text", turn: { id: "text" } } as const satisfies Shape;
const ofReview = {
  threadId: "text",
  turnId: "text",
  reviewId: "text",
  action: "present",
  review: { status: "text" },
} as const satisfies Shape;
const settings = {
  approvalPolicy: "present",
  approvalsReviewer: "text",
  model: "text",
  cwd: "text",
  "activePermissionProfile?": { id: "text" },
} as const;
const opened = {
  ...settings,
  sandbox: { type: "text" },
  thread: { id: "text", "turns?": "list" },
} as const satisfies Shape;

const notifications = {
  "account/login/completed": { success: "boolean", "loginId?": "text", "error?": "text" },
  "account/updated": "record",
  guardianWarning: { threadId: "text", message: "text" },
  "hook/completed": {
    threadId: "text",
    "turnId?": "text",
    run: { id: "text", eventName: "text", status: "text", sourcePath: "text" },
  },
  "item/autoApprovalReview/completed": ofReview,
  "item/autoApprovalReview/started": ofReview,
  "item/completed": ofItem,
  "item/started": ofItem,
  "serverRequest/resolved": { requestId: "present" },
  "thread/archived": ofThread,
  "thread/closed": ofThread,
  "thread/deleted": ofThread,
  "thread/goal/cleared": ofThread,
  "thread/goal/updated": { ...ofThread, goal: { status: "text" } },
  "thread/queue/changed": ofThread,
  "thread/reverted": ofThread,
  "thread/settings/updated": {
    threadId: "text",
    threadSettings: { ...settings, sandboxPolicy: { type: "text" } },
  },
  "thread/status/changed": { threadId: "text", status: { type: "text" } },
  "thread/tokenUsage/updated": {
    threadId: "text",
    turnId: "text",
    tokenUsage: { total: "record", last: "record" },
  },
  "turn/completed": { threadId: "text", turn: { id: "text", status: "text" } },
  "turn/started": ofTurn,
} as const satisfies { readonly [Method in keyof ServerNotifications]?: Shape };

const results = {
  "account/login/start": { type: "text" },
  "config/read": { "origins?": "record" },
  "configRequirements/read": {
    "requirements?": {
      "allowedApprovalPolicies?": "list",
      "allowedApprovalsReviewers?": "list",
      "allowedSandboxModes?": "list",
      "allowedPermissionProfiles?": "record",
    },
  },
  initialize: { userAgent: "text" },
  "permissionProfile/list": { data: "list" },
  "thread/fork": opened,
  "thread/goal/clear": "record",
  "mcpServerStatus/list": { data: "list" },
  "thread/goal/get": "record",
  "thread/goal/set": { goal: "record" },
  "thread/read": { thread: { id: "text" } },
  "thread/resume": opened,
  "thread/start": opened,
  "thread/turns/list": { data: "list" },
  "turn/start": { turn: { id: "text" } },
} as const satisfies { readonly [Method in keyof ExperimentalClientRequests]?: Shape };

const asked = { threadId: "text", turnId: "text", itemId: "text" } as const satisfies Shape;

const requests = {
  "item/commandExecution/requestApproval": asked,
  "item/fileChange/requestApproval": asked,
  "item/permissions/requestApproval": asked,
  "item/tool/call": { threadId: "text", turnId: "text", callId: "text", tool: "text" },
  "item/tool/requestUserInput": asked,
  "mcpServer/elicitation/request": { threadId: "text", "turnId?": "text" },
} as const satisfies { readonly [Method in keyof ServerRequests]?: Shape };

/** The path of what a notification lacks for those of this client who read it; `undefined` where it lacks nothing. */
export function lackOfNotification(method: string, params: unknown): string | undefined {
  return lackOf(notifications, method, params);
}

/** The path of what a result lacks for those of this client who read it. */
export function lackOfResult(method: string, result: unknown): string | undefined {
  return lackOf(results, method, result);
}

/** The path of what a request of the server lacks for those of this client who read it. */
export function lackOfRequest(method: string, params: unknown): string | undefined {
  return lackOf(requests, method, params);
}

const read: ReadonlySet<string> = new Set(Object.keys(notifications));

/** Whether this client itself reads notifications of the method. */
export function isRead(method: string): boolean {
  return read.has(method);
}

function lackOf(shapes: Readonly<Record<string, Shape>>, method: string, value: unknown): string | undefined {
  const shape = Object.hasOwn(shapes, method) ? shapes[method] : undefined;
  return shape === undefined ? undefined : mismatchOf(value, shape);
}
