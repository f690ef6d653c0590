import { isDeepStrictEqual } from "node:util";
import type { ServerRequests } from "../generated/methods.js";
import { availableDecisions, namesFor, persistIn } from "./available-decisions.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalKind, ApprovalRequest, McpToolCallApprovalRequest } from "./request.js";
import { isRecord, memberOf } from "../lib/guards.js";
import { mismatchOf, type Shape } from "../lib/shape.js";

/** What is sent for a decision, and whether anything is allowed by it. */
interface Answer {
  readonly response: Response[ApprovalKind];
  readonly allowed: boolean;
}

interface Response {
  readonly command: ServerRequests["item/commandExecution/requestApproval"]["result"];
  readonly humanCommand: Response["command"];
  readonly fileChange: ServerRequests["item/fileChange/requestApproval"]["result"];
  readonly permissions: ServerRequests["item/permissions/requestApproval"]["result"];
  readonly mcpToolCall: ServerRequests["mcpServer/elicitation/request"]["result"];
  readonly mcpElicitation: Response["mcpToolCall"];
  readonly userInput: ServerRequests["item/tool/requestUserInput"]["result"];
}

type RequestOf<Kind extends ApprovalKind> = Extract<ApprovalRequest, { readonly kind: Kind }>;

/**
 * Kind → what is sent for a decision. The cases speak for every decision that there is for the kind, and give nothing for
 * what is none: types are not trusted here.
 */
const answers: {
  readonly [Kind in ApprovalKind]: (request: RequestOf<Kind>, decision: unknown) => Answer | undefined;
} = {
  command: (request, decision) => named(request, decision) ?? amended(request, decision),
  humanCommand: (request, decision) => named(request, decision),
  fileChange: (request, decision) => named(request, decision),
  permissions: (request, decision) => {
    switch (decision) {
      case "accept":
        return granted({ permissions: request.permissions, scope: "turn" });
      case "acceptForSession":
        return granted({ permissions: request.permissions, scope: "session" });
      case "decline":
        return granted({ permissions: {}, scope: "turn" });
      default:
        return granted(decision);
    }
  },
  mcpToolCall: (request, decision) => {
    if (!isRecord(decision) && !isNameFor(request, decision)) return undefined;
    switch (decision) {
      case "accept":
        return elicited({ action: "accept", content: null });
      case "acceptForSession":
        return persisted("session");
      case "acceptAlways":
        return persisted("always");
      default:
        return (
          refusedElicitation(decision) ?? (mayPersist(request, decision) ? elicited(decision) : undefined)
        );
    }
  },
  mcpElicitation: ({ mode }, decision) => {
    const answer = refusedElicitation(decision) ?? elicited(decision);
    if (answer?.allowed !== true || mode === "url") return answer;
    return isRecord(decision) && isRecord(decision["content"]) ? answer : undefined;
  },
  userInput: (_, decision) => {
    if (decision === "decline") return { response: { answers: {} }, allowed: false };
    if (!isUserInput(decision)) return undefined;
    return { response: decision, allowed: Object.keys(decision.answers).length > 0 };
  },
};

/**
 * Whether a value is a decision that a request takes. The names of its kind are valid whether or not the runtime lists them (but
 * `acceptForSession` and `acceptAlways` about a tool call, only if the request may persist so long); a decision about a command that
 * also changes a rule is valid only as the runtime lists it. The answers of handlers are held to the same.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = async (request) => {
 *   const response = await fetch("https://example.org/decide", { method: "POST", body: JSON.stringify(request) });
 *   const decision: unknown = await response.json();
 *   return isApprovalDecision(request, decision) ? decision : "decline";
 * };
 * ```
 */
export function isApprovalDecision<Request extends ApprovalRequest>(
  request: Request,
  value: unknown,
): value is ApprovalDecision<Request["kind"]> {
  return answerFor(request, value) !== undefined;
}

/** What is sent for a decision, and the decision as it is in JSON; `undefined` where it is none for this request. */
export function answerFor(
  request: ApprovalRequest,
  given: unknown,
): (Answer & { readonly decision: ApprovalDecision }) | undefined {
  const decision = inJson(given);
  if (decision === undefined) return undefined;
  const answerOf = answers[request.kind] as (
    request: ApprovalRequest,
    decision: unknown,
  ) => Answer | undefined;
  const answer = answerOf(request, decision);
  return answer && { ...answer, decision: decision as ApprovalDecision };
}

/** The refusal of a request. */
export function declineResponse(request: ApprovalRequest): Answer["response"] {
  const refusal = answerFor(request, "decline");
  // Every kind has `decline`, by its type.
  return refusal?.response ?? { decision: "decline" };
}

/** The decision as it would be sent; `undefined` where it has no such form. A name is a primitive string and nothing else. */
function inJson(decision: unknown): unknown {
  if (typeof decision === "string") return decision;
  if (!isRecord(decision)) return undefined;
  try {
    const copy: unknown = JSON.parse(JSON.stringify(decision));
    return isRecord(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}

function isNameFor(request: ApprovalRequest, decision: unknown): decision is string {
  return typeof decision === "string" && namesFor(request).includes(decision);
}

function named(request: ApprovalRequest, decision: unknown): Answer | undefined {
  if (!isNameFor(request, decision)) return undefined;
  const allowed = decision !== "decline" && decision !== "cancel";
  return { response: { decision } as Response["fileChange"], allowed };
}

/** The decisions that also change a rule of the runtime: that is for the runtime to offer. */
function amended(request: ApprovalRequest, decision: unknown): Answer | undefined {
  if (!availableDecisions(request).some((listed) => isDeepStrictEqual(listed, decision))) return undefined;
  if (isExecpolicyAmendment(decision)) return { response: { decision }, allowed: true };
  if (!isNetworkPolicyAmendment(decision)) return undefined;
  const { action } = decision.applyNetworkPolicyAmendment.network_policy_amendment;
  return { response: { decision }, allowed: action === "allow" };
}

type Amendment<Name extends string> = Extract<
  Response["command"]["decision"],
  Readonly<Record<Name, unknown>>
>;

function isExecpolicyAmendment(decision: unknown): decision is Amendment<"acceptWithExecpolicyAmendment"> {
  return isTexts(amendmentIn(decision, "acceptWithExecpolicyAmendment")?.["execpolicy_amendment"]);
}

function isNetworkPolicyAmendment(decision: unknown): decision is Amendment<"applyNetworkPolicyAmendment"> {
  const rule = amendmentIn(decision, "applyNetworkPolicyAmendment")?.["network_policy_amendment"];
  if (!isRecord(rule)) return false;
  return typeof rule["host"] === "string" && (rule["action"] === "allow" || rule["action"] === "deny");
}

/** What stands under the one name that a decision has. */
function amendmentIn(decision: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(decision) || Object.keys(decision).join() !== name) return undefined;
  const amendment = decision[name];
  return isRecord(amendment) ? amendment : undefined;
}

function granted(decision: unknown): Answer | undefined {
  if (!isGrant(decision)) return undefined;
  const { fileSystem, network }: { fileSystem?: unknown; network?: unknown } = decision.permissions;
  const anything =
    (isRecord(network) && network["enabled"] === true) ||
    (isRecord(fileSystem) &&
      Object.values(fileSystem).some((paths) => Array.isArray(paths) && paths.length > 0));
  return { response: decision, allowed: anything };
}

function isGrant(decision: unknown): decision is Response["permissions"] {
  if (!isRecord(decision)) return false;
  const { permissions, scope } = decision;
  return isPermissions(permissions) && (scope === undefined || scope === "turn" || scope === "session");
}

const permissionsShape: Shape = {
  "network?": { "enabled?": "boolean" },
  "fileSystem?": { "read?": "list", "write?": "list", "entries?": "list" },
};

/** The runtime takes what is not of the protocol's shape for nothing at all, so nothing would be granted. */
function isPermissions(value: unknown): boolean {
  if (mismatchOf(value, permissionsShape) !== undefined) return false;
  const fileSystem = memberOf(value, "fileSystem");
  const listOf = (name: string): unknown => memberOf(fileSystem, name) ?? [];
  const entries = listOf("entries");
  return (
    isTexts(listOf("read")) && isTexts(listOf("write")) && Array.isArray(entries) && entries.every(isEntry)
  );
}

function isEntry(value: unknown): boolean {
  if (mismatchOf(value, { access: "text", path: { type: "text" } }) !== undefined) return false;
  const path = memberOf(value, "path");
  return memberOf(path, "type") !== "path" || typeof memberOf(path, "path") === "string";
}

function persisted(persist: "session" | "always"): Answer {
  return { response: { action: "accept", content: null, _meta: { persist } }, allowed: true };
}

/** Whether the object form grants for no longer than the request may persist. */
function mayPersist({ persist }: McpToolCallApprovalRequest, decision: unknown): boolean {
  const word = persistIn(decision);
  return word === undefined || word === null || persist.some((allowed) => allowed === word);
}

function refusedElicitation(decision: unknown): Answer | undefined {
  return decision === "decline" || decision === "cancel"
    ? { response: { action: decision, content: null }, allowed: false }
    : undefined;
}

function elicited(decision: unknown): Answer | undefined {
  return isElicitationAnswer(decision)
    ? { response: decision, allowed: decision.action === "accept" }
    : undefined;
}

function isElicitationAnswer(decision: unknown): decision is Response["mcpElicitation"] {
  return isRecord(decision) && elicitationActions.has(decision["action"]);
}

const elicitationActions = new Set<unknown>(["accept", "decline", "cancel"]);

function isUserInput(decision: unknown): decision is Response["userInput"] {
  if (!isRecord(decision) || !isRecord(decision["answers"])) return false;
  return Object.values(decision["answers"]).every((answer) => isRecord(answer) && isTexts(answer["answers"]));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text: unknown) => typeof text === "string");
}
