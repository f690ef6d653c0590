import { inspect } from "node:util";

/** Stands in tests for what must not be seen anywhere. */
export const secret = "s3cret-0f-th1s-test";

/** Where the secret stands in an error: its text, its stack, its causes, its members. */
export function leaksOf(error: unknown): string[] {
  const views: Record<string, string> = {
    text: String(error),
    inspected: inspect(error, { showHidden: true, depth: Infinity, maxStringLength: Infinity }),
    members: JSON.stringify(error, Object.getOwnPropertyNames(error)),
  };
  // Buffers are shown in hex.
  const hex = Buffer.from(secret).toString("hex");
  return Object.entries(views).flatMap(([view, text]) =>
    text.includes(secret) || text.replaceAll(" ", "").includes(hex) ? [`${view}: ${text}`] : [],
  );
}
