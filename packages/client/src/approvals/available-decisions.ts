import type { ApprovalDecision } from "./decision.js";
import type { ApprovalKind, ApprovalRequest } from "./request.js";
import { describeValue, isRecord, memberOf } from "../lib/guards.js";

/** The decisions of a kind that are names. */
type NameOf<Kind extends ApprovalKind> = Extract<ApprovalDecision<Kind>, string>;

const once = ["accept", "decline", "cancel"] as const;
const orForSession = ["accept", "acceptForSession", "decline", "cancel"] as const;

const names: { readonly [Kind in ApprovalKind]: readonly NameOf<Kind>[] } = {
  command: orForSession,
  humanCommand: once,
  fileChange: orForSession,
  permissions: ["accept", "acceptForSession", "decline"],
  mcpToolCall: ["accept", "acceptForSession", "acceptAlways", "decline", "cancel"],
  mcpElicitation: ["decline", "cancel"],
  userInput: ["decline"],
};

/** What must be among what a tool call may persist for. */
const persists: Readonly<Record<string, "session" | "always">> = {
  acceptForSession: "session",
  acceptAlways: "always",
};

/** The names that are valid for a request, whether or not the runtime lists them. */
export function namesFor(request: ApprovalRequest): readonly string[] {
  if (request.kind !== "mcpToolCall") return names[request.kind];
  return names.mcpToolCall.filter((name) => {
    const word = persists[name];
    return word === undefined || request.persist.includes(word);
  });
}

/** What the runtime lists for a request; where it lists nothing, the names that are valid for it. */
export function availableDecisions(request: ApprovalRequest): readonly ApprovalDecision[] {
  const listed = "availableDecisions" in request ? request.availableDecisions : undefined;
  return Array.isArray(listed) ? listed : (namesFor(request) as readonly ApprovalDecision[]);
}

/** For how long the object form about a tool call is to hold: its mark `persist`, whatever it is. */
export function persistIn(decision: unknown): unknown {
  return memberOf(memberOf(decision, "_meta"), "persist");
}

/** Whether a decision makes the runtime write a rule or its configuration, which holds for every later thread. */
export function isPersistent(decision: unknown): boolean {
  if (decision === "acceptAlways") return true;
  return (
    persistIn(decision) === "always" ||
    isRecord(memberOf(decision, "acceptWithExecpolicyAmendment")) ||
    isRecord(memberOf(decision, "applyNetworkPolicyAmendment"))
  );
}

/** Says why such a decision is not taken. */
export const describePersistent =
  "The decision would hold for every later thread: that takes a client with persistentGrants: true.";

/** Says of an answer that is no decision what it was, and what would have been one. */
export function describeInvalid(request: ApprovalRequest, answer: unknown): string {
  const valid = new Set([...namesFor(request), ...availableDecisions(request)].map(inWords));
  const more = takesObjects.has(request.kind) ? ", or the protocol's own answer" : "";
  return `${inWords(answer)} is no decision for a request of kind ${request.kind}. Valid are ${[...valid].join(", ")}${more}.`;
}

const takesObjects: ReadonlySet<ApprovalKind> = new Set([
  "permissions",
  "mcpToolCall",
  "mcpElicitation",
  "userInput",
]);

function inWords(decision: unknown): string {
  if (typeof decision !== "object" || decision === null) return describeValue(decision);
  try {
    return JSON.stringify(decision).slice(0, 300);
  } catch {
    return describeValue(decision);
  }
}
