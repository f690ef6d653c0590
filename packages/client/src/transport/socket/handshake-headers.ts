import { resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { bearerToken } from "./socket-options.js";

type Headers = Readonly<Record<string, string>>;

export interface HandshakeOptions {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly headers?: Headers | undefined;
}

/** The websocket's own. An Origin marks a browser: the runtime answers it with 403. */
const reserved = /^(origin|connection|upgrade|sec-websocket-.*)$/i;
const headerName = /^[!#$%&'*+\-.^_`|~\w]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The headers of each handshake to come. What they hold is secret: it stays in closures, and no error quotes it.
 *
 * @throws UsageError for options that contradict each other or cannot be sent.
 */
export function handshakeHeaders({
  token,
  tokenFile,
  headers = {},
}: HandshakeOptions): () => Promise<Headers> {
  if (token !== undefined && tokenFile !== undefined) {
    throw new UsageError("token", "Give token or tokenFile, not both.");
  }
  const fixed = checkHeaders(headers, token !== undefined || tokenFile !== undefined);
  if (token !== undefined) {
    if (!bearerToken.test(token)) {
      throw new UsageError("token", "The token is empty, or has characters that cannot stand in a header.");
    }
    return async () => ({ ...fixed, Authorization: `Bearer ${token}` });
  }
  if (tokenFile === undefined) return async () => fixed;
  if (tokenFile === "") throw new UsageError("tokenFile", "The path of the token file is empty.");
  const path = resolve(tokenFile);
  return async () => {
    const { readToken } = await import("./token-file.js");
    return { ...fixed, Authorization: `Bearer ${await readToken(path)}` };
  };
}

function checkHeaders(headers: Headers, hasToken: boolean): Headers {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name) || typeof value !== "string" || !headerValue.test(value)) {
      throw new UsageError(
        "headers",
        `The header ${JSON.stringify(name)} has a name or value that cannot be sent.`,
      );
    }
    if (reserved.test(name)) {
      throw new UsageError("headers", `The header ${name} is not yours to set: leave it out.`);
    }
    if (hasToken && name.toLowerCase() === "authorization") {
      throw new UsageError("headers", "Give a token or an Authorization header, not both.");
    }
  }
  return { ...headers };
}
