import type { McpServerElicitationRequestParams, ServerRequest } from "../generated/experimental/types.js";
import type { FileUpdateChange } from "../generated/types.js";
import type { ServerRequest as IncomingRequest } from "../rpc/messages.js";
import type { ApprovalRequest, McpToolCallApprovalRequest } from "./request.js";
import { isRecord } from "../lib/guards.js";

/** The server's request as handlers see it; `undefined` where it asks for no decision. */
export function readRequest(
  incoming: IncomingRequest,
  changesOf: (threadId: string, itemId: string) => readonly FileUpdateChange[],
): ApprovalRequest | undefined {
  // The types are the generated protocol's word for what the server sends.
  const request = incoming as ServerRequest;
  switch (request.method) {
    case "item/commandExecution/requestApproval": {
      const { kind: subject = "command", ...params } = request.params;
      return subject === "humanCommand"
        ? { ...params, kind: "humanCommand" }
        : { ...params, kind: "command", subject };
    }
    case "item/fileChange/requestApproval":
      return {
        ...request.params,
        kind: "fileChange",
        changes: changesOf(request.params.threadId, request.params.itemId),
      };
    case "item/permissions/requestApproval":
      return { ...request.params, kind: "permissions" };
    case "mcpServer/elicitation/request":
      return readToolCall(request.params) ?? { ...request.params, kind: "mcpElicitation" };
    case "item/tool/requestUserInput":
      return { ...request.params, kind: "userInput" };
    default:
      return undefined;
  }
}

/** The tool call that an elicitation is about; `undefined` where it is about something else. */
function readToolCall(params: McpServerElicitationRequestParams): McpToolCallApprovalRequest | undefined {
  const { _meta: marks, threadId, turnId = null, serverName } = params;
  if (!isRecord(marks) || marks["codex_approval_kind"] !== "mcp_tool_call") return undefined;
  return {
    kind: "mcpToolCall",
    threadId,
    turnId,
    serverName,
    message: "message" in params ? params.message : "",
    tool: textOrNull(marks["tool_name"]),
    toolTitle: textOrNull(marks["tool_title"]),
    toolDescription: textOrNull(marks["tool_description"]),
    arguments: marks["tool_params"] ?? null,
    persist: persistIn(marks["persist"]),
    _meta: marks,
  };
}

/** One word or a list of them. */
function persistIn(value: unknown): McpToolCallApprovalRequest["persist"] {
  const words: readonly unknown[] = Array.isArray(value) ? value : [value];
  return (["session", "always"] as const).filter((word) => words.includes(word));
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
