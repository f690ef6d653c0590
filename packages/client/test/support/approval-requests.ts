import type { ApprovalKind } from "../../src/index.js";
import type { ServerRequests } from "../../src/types.js";

/** A request of the server, and how one of its kind is refused. */
export interface Sample {
  readonly method: keyof ServerRequests;
  readonly params: Readonly<Record<string, unknown>>;
  readonly refusal: object;
}

const about = { threadId: "T", turnId: "U", itemId: "i", startedAtMs: 1 };
const elicitation = { threadId: "T", turnId: "U", serverName: "fixture", message: "Please" };
const declined = { decision: "decline" };
const notElicited = { action: "decline", content: null };

/** A request of every kind, all of one turn. */
export const samples: { readonly [Kind in ApprovalKind]: Sample } = {
  command: {
    method: "item/commandExecution/requestApproval",
    params: { ...about, command: "ls" },
    refusal: declined,
  },
  humanCommand: {
    method: "item/commandExecution/requestApproval",
    params: { ...about, kind: "humanCommand", command: "ls" },
    refusal: declined,
  },
  fileChange: { method: "item/fileChange/requestApproval", params: about, refusal: declined },
  permissions: {
    method: "item/permissions/requestApproval",
    params: { ...about, cwd: "/", permissions: { network: { enabled: true }, fileSystem: null } },
    refusal: { permissions: {}, scope: "turn" },
  },
  mcpToolCall: {
    method: "mcpServer/elicitation/request",
    params: {
      ...elicitation,
      mode: "form",
      requestedSchema: { type: "object", properties: {} },
      _meta: { codex_approval_kind: "mcp_tool_call", tool_name: "write", persist: ["session"] },
    },
    refusal: notElicited,
  },
  mcpElicitation: {
    method: "mcpServer/elicitation/request",
    params: { ...elicitation, mode: "form", requestedSchema: { type: "object", properties: {} } },
    refusal: notElicited,
  },
  userInput: {
    method: "item/tool/requestUserInput",
    params: { ...about, isBlocking: true, questions: [] },
    refusal: { answers: {} },
  },
};

/** The kinds, each with its sample. */
export const everySample = Object.entries(samples) as readonly (readonly [ApprovalKind, Sample])[];
