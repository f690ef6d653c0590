import type {
  InputContent,
  InputItem,
  ModelRequest,
  RequestHeaders,
  ResponsesRequestBody,
  ToolOnOffer,
} from "./model-request.js";
import { toolsOf } from "./offered-tools.js";

/** Reads a request as the runtime sent it. */
export function captureRequest(
  number: number,
  headers: RequestHeaders,
  body: ResponsesRequestBody,
): ModelRequest {
  const turn = turnMetadata(headers);
  const texts = (role: string): readonly string[] =>
    body.input
      .filter((item) => item.type === "message" && item.role === role)
      .map((item) => text(item.content));
  return {
    number,
    body,
    headers,
    subagent: subagentOf(headers),
    threadId: header(headers, "thread-id"),
    parentThreadId: header(headers, "x-codex-parent-thread-id"),
    turnId: string(turn["turn_id"]),
    requestKind: string(turn["request_kind"]),
    inputText: texts("user").at(-1) ?? "",
    tools: [...new Set(toolsOf(body).flatMap(namesOf))],
    texts,
    toolOutput(callId) {
      const item = body.input.find(
        (candidate) => candidate.call_id === callId && candidate.output !== undefined,
      );
      return item === undefined ? undefined : text(item.output);
    },
  };
}

/** A namespace by its own name, and then the tools in it. */
function namesOf({ name, type, tools = [] }: ToolOnOffer): readonly string[] {
  return [name ?? type, ...tools.flatMap(namesOf)];
}

/** Which of the runtime's helpers asks. */
export function subagentOf(headers: RequestHeaders): string | undefined {
  return header(headers, "x-openai-subagent");
}

/** Whether a body has what every request for a response has. */
export function isResponsesRequestBody(body: unknown): body is ResponsesRequestBody {
  return (
    typeof body === "object" &&
    body !== null &&
    "model" in body &&
    typeof body.model === "string" &&
    "input" in body &&
    Array.isArray(body.input)
  );
}

function text(content: InputItem["content"] | InputItem["output"]): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((part: InputContent) => part.text ?? "").join("");
}

function turnMetadata(headers: RequestHeaders): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(header(headers, "x-codex-turn-metadata") ?? "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function header(headers: RequestHeaders, name: string): string | undefined {
  return string(headers[name]);
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
