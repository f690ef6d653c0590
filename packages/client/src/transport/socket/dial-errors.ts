import { ConnectionClosedError } from "../connection-closed-error.js";
import { ProtocolError } from "../protocol-error.js";
import type { SocketTarget } from "./socket-options.js";
import type { TransportEnd } from "../transport.js";

/** Nobody finished the handshake in time. */
export function handshakeTimedOut({ name, hint }: SocketTarget, ms: number): TransportEnd {
  return disconnected(`${name} did not take the connection within ${String(ms)} ms. ${hint}`);
}

/** Somebody answered the handshake over HTTP, with something else than a websocket. */
export function handshakeRefused(
  { name, hint }: SocketTarget,
  status: number,
  authorized: boolean,
): TransportEnd {
  const answer = `${name} answered with HTTP ${String(status)}`;
  if (status === 401) {
    const mend = authorized
      ? "Check that the token is the one that the server was started with."
      : "It wants a token: give token or tokenFile.";
    return denied(`${answer}: it does not know who asks. ${mend}`);
  }
  if (status === 403) {
    return denied(
      `${answer}: this client may not connect. An app-server says so to an Origin header: see whether a proxy in between adds one.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new ProtocolError(
      `${answer}, a redirect. None is followed, since it would take the token elsewhere: give the URL that it leads to.`,
      httpExcerpt(status),
    );
  }
  // Proxies answer so while the server behind them is away.
  if (status === 429 || status >= 500) return disconnected(`${answer}. ${hint}`);
  return new ProtocolError(`${answer} instead of opening a websocket. ${hint}`, httpExcerpt(status));
}

/** The handshake broke: on the network, or over what the other side said. */
export function unreachable({ name, hint }: SocketTarget, error: Error): TransportEnd {
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === undefined)
    return new ProtocolError(`${name} does not speak websocket: ${error.message}. ${hint}`, "");
  // Without the cause: it holds what the peer sent, and a peer that echoes sends the token.
  if (code.startsWith("HPE_")) return new ProtocolError(`${name} does not speak HTTP (${code}). ${hint}`, "");
  return disconnected(`${name} ${faults[code] ?? `cannot be reached (${code})`}. ${hint}`, error);
}

const faults: Readonly<Record<string, string>> = {
  ECONNREFUSED: "is where nobody listens (ECONNREFUSED)",
  ECONNRESET: "hung up during the handshake (ECONNRESET)",
  ENOENT: "does not exist (ENOENT)",
  ENOTSOCK: "is no socket (ENOTSOCK)",
  EACCES: "may not be opened by this user (EACCES)",
  EPERM: "may not be opened by this user (EPERM)",
  ENOTFOUND: "has a host name that nobody knows (ENOTFOUND)",
};

function disconnected(message: string, cause?: Error): TransportEnd {
  return new ConnectionClosedError(message, {
    reason: "disconnected",
    ...(cause === undefined ? {} : { cause }),
  });
}

function denied(message: string): TransportEnd {
  return new ConnectionClosedError(message, { reason: "denied" });
}

/** The status alone: the rest of the answer may repeat what was sent. */
function httpExcerpt(status: number): string {
  return `HTTP/1.1 ${String(status)}`;
}
