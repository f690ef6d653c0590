/**
 * Says what is wrong when the runtime could not read its configuration, and undefined for all other notifications.
 *
 * The runtime then starts with defaults and says so only in a `configWarning` (0.169.0): the scripted provider is
 * gone, so a test that ignores it fails later, for a reason that does not show. Other config warnings are harmless.
 *
 * @example
 * ```ts
 * codex.on("configWarning", (params) => {
 *   const problem = invalidConfiguration({ method: "configWarning", params });
 *   if (problem !== undefined) process.exitCode = 1;
 * });
 * ```
 */
export function invalidConfiguration(notification: {
  /** What is told of. */
  readonly method: string;
  /** What is told. */
  readonly params?: unknown;
}): string | undefined {
  const { method, params } = notification;
  if (method !== "configWarning" || typeof params !== "object" || params === null) return undefined;
  const { summary, details } = params as { readonly summary?: unknown; readonly details?: unknown };
  if (typeof summary !== "string" || !summary.startsWith("Invalid configuration")) return undefined;
  // `details` is null, or the file with line and column and what was expected there.
  return typeof details === "string" ? `${summary} ${details}` : summary;
}
