// What users write, of every entry: values, types, both approval modes with and without a handler, and what is emitted for others to use.
import {
  Codex,
  defineTool,
  isApprovalModeNotAppliedError,
  type ApprovalHandler,
  type Thread,
  type TurnEvent,
} from "@codex-typed/client";
import type { ThreadItem, Experimental, ServerNotifications } from "@codex-typed/client/types";
import { startTestCodex, message, type TestCodex } from "@codex-typed/client/testing";
import type { CallOptions, TurnInput } from "@codex-typed/client/generated-support";

export const decline: ApprovalHandler = ({ kind }) => (kind === "command" ? "decline" : "cancel");

export const weather = defineTool({
  name: "weather",
  description: "The weather of a city",
  parameters: { type: "object" },
  execute: () => "sunny",
});

export async function ask(input: TurnInput, options: CallOptions = {}): Promise<string | null> {
  await using codex = await Codex.connect({ onApproval: decline });
  const thread: Thread<"ask" | "auto_review" | "deny_all"> = await codex.startThread({ approvalMode: "ask" });
  try {
    const { finalResponse } = await thread.run(input, { ...options, sandbox: "read_only" });
    return finalResponse;
  } catch (error) {
    if (isApprovalModeNotAppliedError(error)) console.error(error.grants, error.settings.sandbox);
    throw error;
  }
}

export async function watch(thread: Thread): Promise<ThreadItem[]> {
  const items: ThreadItem[] = [];
  const turn = await thread.runStreamed("Hi");
  for await (const event of turn.events) if (isItem(event)) items.push(event.params.item);
  return items;
}

type ItemCompleted = Extract<TurnEvent, { readonly method: "item/completed" }>;

function isItem(event: TurnEvent): event is ItemCompleted {
  return event.method === "item/completed";
}

export async function scripted(): Promise<TestCodex["codex"]> {
  const test = await startTestCodex();
  test.model.enqueue(message("Done"));
  return test.codex;
}

export type Usage = ServerNotifications["thread/tokenUsage/updated"]["params"];
export type Queue = Experimental.ThreadQueueAddParams;

export async function impossible(): Promise<Thread> {
  await using codex = await Codex.connect();
  // @ts-expect-error: without a handler nobody can be asked.
  return await codex.startThread({ approvalMode: "ask" });
}

// Declarations of these name types that nobody has written here.
export const models = (codex: Codex) => codex.rpc.model.list({});
export const queued = async (threadId: string) => {
  await using codex = await Codex.connect({ experimentalApi: true });
  return codex.rpc.thread.queue.list({ threadId });
};
export const opened = async () =>
  (await Codex.connect({ onApproval: decline })).startThread({ approvalMode: "ask" });
export const usage = async (thread: Thread) => (await thread.run("Hi")).usage;
