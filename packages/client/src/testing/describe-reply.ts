import type { Reply } from "./gate.js";
import type { OutputItem } from "./output-item.js";

const longest = 60;

/** A reply in a few words, by which a reader of the test finds it again. */
export function describeReply(reply: Reply): string {
  switch (reply.kind) {
    case "outputs":
      return reply.items.map(describeItem).join(", ") || "nothing";
    case "gate":
      return `a gate before ${describeReply(reply.reply)}`;
    case "failure":
      return `failure ${reply.status}`;
    case "streamFailure":
      return `streamFailure ${reply.code}`;
    case "disconnect":
      return "disconnect";
    case "events":
      return `events ${reply.events.map(({ type }) => type).join(", ")}`;
  }
}

function describeItem(item: OutputItem): string {
  switch (item.type) {
    case "message":
    case "reasoning":
      return `${item.type} ${quoted(item.deltas.join(""))}`;
    case "function_call":
      return `functionCall ${item.name} ${shortened(item.arguments)}`;
    case "custom_tool_call":
      return `customToolCall ${item.name} ${quoted(item.input)}`;
  }
}

function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
