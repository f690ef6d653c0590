import { isRecord, memberOf, textOf } from "../../lib/guards.js";
import type { OutputItem } from "../output-item.js";
import type { PlainReply, StreamEvent } from "../plain-reply.js";
import { type TokenUsage, tokenUsage } from "../token-usage.js";

/** What came over HTTP. */
export interface HeardReply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** The reply that says the same as what was heard. Of a stream that broke off it is what had been said. */
export function readReply({ status, type, text }: HeardReply): PlainReply {
  if (status !== 200) {
    return { kind: "failure", status, headers: { "content-type": type ?? "text/plain" }, body: text };
  }
  const events = eventsIn(text);
  const last = events.find(({ type: name }) => /^response\.(completed|failed|incomplete)$/.test(name));
  const done = events.filter(({ type: name }) => name === "response.output_item.done");
  if (last === undefined) return { kind: "disconnect", text: saidIn(events) };
  switch (last.type) {
    case "response.failed": {
      const error = memberOf(last["response"], "error");
      const code = textOf(memberOf(error, "code")) ?? "unknown";
      return { kind: "streamFailure", code, message: textOf(memberOf(error, "message")) ?? "" };
    }
    case "response.completed": {
      const items = done.map(({ item }) => readItem(item));
      const known = items.flatMap((item) => item ?? []);
      if (!items.includes(undefined))
        return { kind: "outputs", items: known, usage: readUsage(last["response"]) };
    }
  }
  // What the kit has no words for stays as it was said, without what the provider tells of the request.
  const id = textOf(memberOf(last["response"], "id")) ?? "recorded";
  const kept = Object.fromEntries(
    ["status", "usage", "incomplete_details"].flatMap((name) => {
      const value = memberOf(last["response"], name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const end: StreamEvent = { type: last.type, response: { id, ...kept } };
  return { kind: "events", events: [{ type: "response.created", response: { id } }, ...done, end] };
}

/** The data of server-sent events, as far as it is whole. */
function eventsIn(text: string): readonly StreamEvent[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const data = block
      .split(/\r?\n/)
      .flatMap((line) => (line.startsWith("data:") ? [line.slice("data:".length).trimStart()] : []))
      .join("\n");
    try {
      const event: unknown = JSON.parse(data);
      return isEvent(event) ? [event] : [];
    } catch {
      return [];
    }
  });
}

function isEvent(value: unknown): value is StreamEvent {
  return isRecord(value) && typeof value["type"] === "string";
}

/** A list of items, so that one that says nothing to a reader (reasoning without a summary) is none; undefined for one of another type. */
function readItem(item: unknown): readonly OutputItem[] | undefined {
  const text = (name: string): string | undefined => textOf(memberOf(item, name));
  switch (memberOf(item, "type")) {
    case "message": {
      const phase = text("phase");
      const isPhase = phase === "commentary" || phase === "final_answer";
      const said = textsIn(memberOf(item, "content")).join("");
      return [{ type: "message", deltas: said === "" ? [] : [said], phase: isPhase ? phase : undefined }];
    }
    case "reasoning": {
      const summary = textsIn(memberOf(item, "summary"));
      return summary.length === 0 ? [] : [{ type: "reasoning", deltas: [summary.join("\n\n")] }];
    }
    case "function_call": {
      const called = { name: text("name") ?? "", namespace: text("namespace"), callId: text("call_id") };
      return [{ type: "function_call", ...called, arguments: text("arguments") ?? "" }];
    }
    case "custom_tool_call": {
      const called = { name: text("name") ?? "", callId: text("call_id") };
      return [{ type: "custom_tool_call", ...called, input: text("input") ?? "" }];
    }
    default:
      return undefined;
  }
}

function textsIn(parts: unknown): readonly string[] {
  return Array.isArray(parts) ? parts.flatMap((part) => textOf(memberOf(part, "text")) ?? []) : [];
}

function saidIn(events: readonly StreamEvent[]): string | undefined {
  const deltas = events.flatMap(({ type, delta }) =>
    type === "response.output_text.delta" ? [textOf(delta) ?? ""] : [],
  );
  return deltas.length === 0 ? undefined : deltas.join("");
}

function readUsage(response: unknown): TokenUsage {
  const usage = memberOf(response, "usage");
  const count = (value: unknown): number => (typeof value === "number" ? value : 0);
  const part = (whole: string, name: string): number => count(memberOf(memberOf(usage, whole), name));
  if (usage === undefined || usage === null) return tokenUsage();
  return {
    inputTokens: count(memberOf(usage, "input_tokens")),
    cachedInputTokens: part("input_tokens_details", "cached_tokens"),
    outputTokens: count(memberOf(usage, "output_tokens")),
    reasoningTokens: part("output_tokens_details", "reasoning_tokens"),
  };
}
