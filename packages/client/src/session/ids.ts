import { memberOf, textOf } from "../lib/guards.js";
import type { ThreadItem } from "../generated/types.js";

/** The thread that params are about: most name it in `threadId`, those about a whole thread in `thread.id`. */
export function threadIdOf(params: unknown): string | undefined {
  // By far the most: there is one for each delta.
  if (typeof params === "object" && params !== null && "threadId" in params) return textOf(params.threadId);
  return textOf(memberOf(memberOf(params, "thread"), "id"));
}

/** The turn that params are about: most name it in `turnId`, those about a whole turn in `turn.id`. */
export function turnIdOf(params: unknown): string | undefined {
  if (typeof params === "object" && params !== null && "turnId" in params) return textOf(params.turnId);
  return textOf(memberOf(memberOf(params, "turn"), "id"));
}

/** The item that params are about: deltas name it in `itemId`, those about a whole item in `item.id`. */
export function itemIdOf(params: unknown): string | undefined {
  return textOf(memberOf(params, "itemId")) ?? textOf(memberOf(memberOf(params, "item"), "id"));
}

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
