import { resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";

/** What the handshake shows, checked as far as it is known before a dial. It is secret: no error quotes it. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  /** A token, or who is asked for one. */
  readonly token?: string | (() => string | Promise<string>);
  /** The absolute path of a file that holds one. */
  readonly tokenFile?: string;
}

/** The same, as it was given. */
export type GivenCredentials = { readonly [Part in keyof Credentials]?: Credentials[Part] | undefined };

/** What can stand behind `Bearer` in a header. */
export const bearerToken = /^[\x21-\x7e]+$/;

/** The websocket's own. An Origin marks a browser: the runtime answers it with 403. */
const reserved = /^(origin|connection|upgrade|sec-websocket-.*)$/i;
const headerName = /^[!#$%&'*+\-.^_`|~\w]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @throws UsageError for options that contradict each other or cannot be sent. */
export function credentialsOf({ token, tokenFile, headers = {} }: GivenCredentials): Credentials {
  if (token !== undefined && tokenFile !== undefined) {
    throw new UsageError("token", "Give token or tokenFile, not both.");
  }
  const checked = { headers: checkHeaders(headers, token !== undefined || tokenFile !== undefined) };
  if (token !== undefined) {
    if (typeof token !== "function" && !bearerToken.test(token)) {
      throw new UsageError("token", "The token is empty, or has characters that cannot stand in a header.");
    }
    return { ...checked, token };
  }
  if (tokenFile === undefined) return checked;
  if (tokenFile === "") throw new UsageError("tokenFile", "The path of the token file is empty.");
  return { ...checked, tokenFile: resolve(tokenFile) };
}

function checkHeaders(headers: Credentials["headers"], hasToken: boolean): Credentials["headers"] {
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
