import { memberOf, textOf } from "../lib/guards.js";

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
