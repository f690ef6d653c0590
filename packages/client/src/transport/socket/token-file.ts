import { readFile } from "node:fs/promises";
import { UsageError } from "../../errors/usage-error.js";
import { bearerToken } from "./socket-options.js";

/**
 * The token that a file holds; blanks around it do not count.
 *
 * @throws UsageError, without what the file holds.
 */
export async function readToken(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new UsageError("tokenFile", `The token file ${path} cannot be read (${code}).`, { cause });
  }
  const token = text.trim();
  if (bearerToken.test(token)) return token;
  throw new UsageError(
    "tokenFile",
    `The token file ${path} ${token === "" ? "is empty" : "does not hold one token and nothing else"}.`,
  );
}
