import { checkText } from "../lib/check-argument.js";
import { canonicalId } from "../lib/uuid.js";

/** What an argument that stands by its place must be: by the field of the params that it fills. */
const positional: Readonly<Record<string, { readonly is: string; readonly mayBeEmpty: boolean }>> = {
  threadId: { is: "the id of a thread, as thread.id gives it", mayBeEmpty: false },
  name: { is: "a text", mayBeEmpty: true },
};

/**
 * The params that a method's arguments fill. Types are not trusted: plain JavaScript calls the methods too. A thread is known by its id as
 * the server writes it.
 *
 * @throws UsageError for an argument of another kind, with what was given and what is taken.
 */
export function readArguments(operation: string, fixed: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fixed).map(([field, value]: [string, unknown]) => {
      const taken = Object.hasOwn(positional, field) ? positional[field] : undefined;
      if (taken !== undefined) checkText(operation, field, value, taken);
      return [field, field === "threadId" && typeof value === "string" ? canonicalId(value) : value];
    }),
  );
}
