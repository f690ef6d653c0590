import type { OutputItem } from "./output-item.js";
import type { OutputReply, StreamEvent, StreamFailureReply } from "./plain-reply.js";
import { usageOnTheWire } from "./token-usage.js";

/** Gives out ids. The runtime keys items on them, so two replies of one thread must not share any. */
export type NextId = (prefix: string) => string;

/** The events of a whole response, in the order in which OpenAI sends them. */
export function* outputEvents(reply: OutputReply, nextId: NextId): Generator<StreamEvent> {
  const id = nextId("resp");
  yield createdEvent(id);
  for (const [index, item] of reply.items.entries()) yield* itemEvents(item, index, nextId);
  yield {
    type: responseCompleted,
    response: { id, status: "completed", usage: usageOnTheWire(reply.usage) },
  };
}

/** The events of a response that fails. */
export function failureEvents(reply: StreamFailureReply, nextId: NextId): readonly StreamEvent[] {
  const id = nextId("resp");
  const error = { code: reply.code, message: reply.message };
  return [createdEvent(id), { type: "response.failed", response: { id, status: "failed", error } }];
}

/** The events of a response that is cut off before its message ends. */
export function* unfinishedEvents(text: string | undefined, nextId: NextId): Generator<StreamEvent> {
  yield createdEvent(nextId("resp"));
  if (text === undefined) return;
  const item: OutputItem = { type: "message", deltas: [text], phase: undefined };
  for (const event of itemEvents(item, 0, nextId)) {
    if (event.type === "response.output_item.done") return;
    yield event;
  }
}

/** The name of the events that a gate counts. */
export const textDelta = "response.output_text.delta";
/** The name of the event without which the runtime takes a stream for cut off. */
export const responseCompleted = "response.completed";

function createdEvent(id: string): StreamEvent {
  return { type: "response.created", response: { id, status: "in_progress" } };
}

function* itemEvents(item: OutputItem, index: number, nextId: NextId): Generator<StreamEvent> {
  const position = { output_index: index };
  switch (item.type) {
    case "message": {
      const id = nextId("msg");
      const phase = item.phase === undefined ? {} : { phase: item.phase };
      const base = { type: "message", id, role: "assistant", ...phase };
      yield added(position, { ...base, status: "in_progress", content: [] });
      for (const delta of item.deltas) {
        yield { type: textDelta, item_id: id, ...position, content_index: 0, delta };
      }
      const content = [{ type: "output_text", text: item.deltas.join(""), annotations: [] }];
      yield done(position, { ...base, status: "completed", content });
      return;
    }
    case "reasoning": {
      const id = nextId("rs");
      const place = { item_id: id, ...position, summary_index: 0 };
      yield added(position, { type: "reasoning", id, summary: [] });
      yield { type: "response.reasoning_summary_part.added", ...place };
      for (const delta of item.deltas)
        yield { type: "response.reasoning_summary_text.delta", ...place, delta };
      const summary = [{ type: "summary_text", text: item.deltas.join("") }];
      yield done(position, { type: "reasoning", id, summary, encrypted_content: null });
      return;
    }
    case "function_call": {
      const { type, name } = item;
      const namespace = item.namespace === undefined ? {} : { namespace: item.namespace };
      const call_id = item.callId ?? nextId("call");
      yield done(position, {
        type,
        id: nextId("fc"),
        call_id,
        name,
        ...namespace,
        arguments: item.arguments,
      });
      return;
    }
    case "custom_tool_call": {
      const { type, name, input } = item;
      const call_id = item.callId ?? nextId("call");
      yield done(position, { type, id: nextId("ctc"), call_id, name, input });
      return;
    }
  }
}

function added(position: { output_index: number }, item: Record<string, unknown>): StreamEvent {
  return { type: "response.output_item.added", ...position, item };
}

function done(position: { output_index: number }, item: Record<string, unknown>): StreamEvent {
  return { type: "response.output_item.done", ...position, item };
}
