import { memberOf, textOf } from "../lib/guards.js";

/** The thread that params are about: most name it in `threadId`, those about a whole thread in `thread.id`. */
export function threadIdOf(params: unknown): string | undefined {
  return textOf(memberOf(params, "threadId")) ?? textOf(memberOf(memberOf(params, "thread"), "id"));
}

/** The turn that params are about: most name it in `turnId`, those about a whole turn in `turn.id`. */
export function turnIdOf(params: unknown): string | undefined {
  return textOf(memberOf(params, "turnId")) ?? textOf(memberOf(memberOf(params, "turn"), "id"));
}

/** The item that params are about: deltas name it in `itemId`, those about a whole item in `item.id`. */
export function itemIdOf(params: unknown): string | undefined {
  return textOf(memberOf(params, "itemId")) ?? textOf(memberOf(memberOf(params, "item"), "id"));
}
