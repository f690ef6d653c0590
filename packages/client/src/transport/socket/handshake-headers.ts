import { isError } from "../../errors/is-error.js";
import { readFile } from "node:fs/promises";
import { missingPermission } from "../../errors/missing-permission.js";
import { UsageError } from "../../errors/usage-error.js";
import { ConnectionClosedError } from "../connection-closed-error.js";
import { bearerToken, type Credentials } from "./credentials.js";

/**
 * The headers of one handshake: the token is asked for, or read, each time.
 *
 * @throws UsageError for a token that cannot be had or sent; ConnectionClosedError where who is asked for it fails. Neither holds it.
 */
export async function handshakeHeaders(credentials: Credentials): Promise<Readonly<Record<string, string>>> {
  const token = await tokenOf(credentials);
  return token === undefined
    ? credentials.headers
    : { ...credentials.headers, Authorization: `Bearer ${token}` };
}

async function tokenOf({ token, tokenFile }: Credentials): Promise<string | undefined> {
  if (typeof token === "function") return askForToken(token);
  return tokenFile === undefined ? token : readToken(tokenFile);
}

async function askForToken(ask: () => string | Promise<string>): Promise<string> {
  let token: unknown;
  try {
    token = await ask();
  } catch (error) {
    // Without the cause and its message, which may quote what was sent to get a token. Who issues them may be back at the
    // next dial, so that this is no end.
    throw new ConnectionClosedError(`The token function failed (${nameOf(error)}), so nothing was dialled.`, {
      reason: "disconnected",
    });
  }
  if (typeof token === "string" && bearerToken.test(token)) return token;
  const fault =
    typeof token === "string" ? "an empty string, or characters that cannot stand in a header" : typeof token;
  throw new UsageError("token", `The token function gave no token, but ${fault}.`);
}

/** Blanks around the token do not count. */
async function readToken(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const denied = missingPermission(`read the token file ${path}`, cause);
    if (denied !== undefined) throw denied;
    const code = isError(cause) && "code" in cause ? String(cause.code) : "unknown";
    throw new UsageError("tokenFile", `The token file ${path} cannot be read (${code}).`, { cause });
  }
  const token = text.trim();
  if (bearerToken.test(token)) return token;
  throw new UsageError(
    "tokenFile",
    `The token file ${path} ${token === "" ? "is empty" : "does not hold one token and nothing else"}.`,
  );
}

/** Names and codes of errors are words of programs. */
function nameOf(error: unknown): string {
  if (!isError(error)) return `it threw ${typeof error}`;
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
}
