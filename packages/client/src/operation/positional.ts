import { checkText } from "../lib/check-argument.js";

/** What an argument that stands by its place must be: by the field of the params that it fills. */
const positional: Readonly<Record<string, { readonly is: string; readonly mayBeEmpty: boolean }>> = {
  threadId: { is: "the id of a thread, as thread.id gives it", mayBeEmpty: false },
  name: { is: "a text", mayBeEmpty: true },
};

/**
 * Types are not trusted: plain JavaScript calls the methods too.
 *
 * @throws UsageError for an argument of another kind, with what was given and what is taken.
 */
export function checkArguments(operation: string, fixed: object): void {
  for (const [field, value] of Object.entries(fixed)) {
    const taken = Object.hasOwn(positional, field) ? positional[field] : undefined;
    if (taken !== undefined) checkText(operation, field, value, taken);
  }
}
