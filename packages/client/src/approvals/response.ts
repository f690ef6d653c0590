import type { ServerRequests } from "../generated/methods.js";
import type { ApprovalKind, ApprovalRequest } from "./request.js";
import { isRecord } from "../lib/guards.js";

/** What is sent for a decision, and whether anything is allowed by it. */
export interface Answer {
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
  command: (_, decision) => decided(decision, sessionDecisions) ?? amended(decision),
  humanCommand: (_, decision) => decided(decision, onceDecisions),
  fileChange: (_, decision) => decided(decision, sessionDecisions),
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
  mcpToolCall: ({ persist }, decision) => {
    switch (decision) {
      case "accept":
        return elicited({ action: "accept", content: null });
      case "acceptForSession":
        return persist.includes("session") ? persisted("session") : undefined;
      case "acceptAlways":
        return persist.includes("always") ? persisted("always") : undefined;
      default:
        return refusedElicitation(decision) ?? elicited(decision);
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

/** What is sent for a decision; `undefined` where it is none that the protocol has for this request. */
export function answerFor(request: ApprovalRequest, decision: unknown): Answer | undefined {
  const answer = answers[request.kind] as (request: ApprovalRequest, decision: unknown) => Answer | undefined;
  return answer(request, decision);
}

/** The refusal of a request. */
export function declineResponse(request: ApprovalRequest): Answer["response"] {
  const refusal = answerFor(request, "decline");
  // Every kind has `decline`, by its type.
  return refusal?.response ?? { decision: "decline" };
}

const onceDecisions = new Set<unknown>(["accept", "decline", "cancel"]);
const sessionDecisions = new Set<unknown>([...onceDecisions, "acceptForSession"]);

function decided(decision: unknown, valid: ReadonlySet<unknown>): Answer | undefined {
  if (!valid.has(decision)) return undefined;
  const allowed = decision !== "decline" && decision !== "cancel";
  return { response: { decision } as Response["fileChange"], allowed };
}

/** The decisions that also change a rule of the runtime. */
function amended(decision: unknown): Answer | undefined {
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
  return isRecord(permissions) && (scope === undefined || scope === "turn" || scope === "session");
}

function persisted(persist: "session" | "always"): Answer {
  return { response: { action: "accept", content: null, _meta: { persist } }, allowed: true };
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
