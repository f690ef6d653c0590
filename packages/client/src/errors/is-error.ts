import { types } from "node:util";

/**
 * Whether a value is an error, of whichever realm. Test runners (jest, vitest's vm pools) give each test file globals of its own:
 * there the errors that Node makes are no instances of that file's `Error`.
 *
 * @example
 * ```ts
 * const why = isError(error) ? error.message : "it did not say why";
 * ```
 */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error || isDomException(value);
}

/** What an aborted signal has for its reason. Not native, in Node's terms. */
function isDomException(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object DOMException]";
}
