import { isError } from "./is-error.js";
import { UsageError } from "./usage-error.js";

/**
 * What to throw where Node's permission model or Deno keeps this process from something; `undefined` for every other failure.
 *
 * @param doing What was tried, as it stands behind "to".
 */
export function missingPermission(doing: string, cause: unknown): UsageError | undefined {
  if (!isDenial(cause)) return undefined;
  // Deno's own words name the flag, and Node's do from 24 on.
  const which = typeof cause.permission === "string" ? ` (${cause.permission})` : "";
  return new UsageError(
    "permissions",
    `This process may not ${doing}, for want of a permission${which}: ${cause.message}`,
    { cause },
  );
}

function isDenial(error: unknown): error is Error & { readonly permission?: unknown } {
  if (!isError(error)) return false;
  return error.name === "NotCapable" || ("code" in error && error.code === "ERR_ACCESS_DENIED");
}
