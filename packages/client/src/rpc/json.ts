import { UsageError } from "../errors/usage-error.js";

/**
 * The JSON of a message's parameters; `undefined` if there are none.
 *
 * @throws UsageError for what has no JSON form, such as a cycle or a bigint.
 */
export function toJson(method: string, params: unknown): string | undefined {
  try {
    return JSON.stringify(params);
  } catch (cause) {
    throw new UsageError("params", `The parameters of ${method} have no JSON form.`, { cause });
  }
}
