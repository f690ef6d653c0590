import type { ThreadItem } from "../generated/types.js";

/** What a user, or a client, says in a turn; or what it begins with as the output of a tool that nobody called. */
export type TurnMessage = Extract<ThreadItem, { readonly type: "userMessage" | "functionCallOutput" }>;

/** Items that come before the model answers. */
const unanswered: ReadonlySet<string> = new Set<ThreadItem["type"]>([
  "userMessage",
  "functionCallOutput",
  "hookPrompt",
  "contextCompaction",
]);

/** Whether the model has said or called something with an item. */
export function isOfModel({ type }: ThreadItem): boolean {
  return !unanswered.has(type);
}
