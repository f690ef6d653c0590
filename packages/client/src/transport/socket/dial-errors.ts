import { missingPermission } from "../../errors/missing-permission.js";
import { isUsageError, type UsageError } from "../../errors/usage-error.js";
import { ConnectionClosedError } from "../connection-closed-error.js";
import { ProtocolError } from "../protocol-error.js";
import type { SocketTarget } from "./socket-options.js";
import type { TransportEnd } from "../transport.js";

/** The token function, or the disk, gave no token in time. */
export function noToken({ name }: SocketTarget, ms: number): TransportEnd {
  return disconnected(`There was no token for ${name} within ${String(ms)} ms, so nothing was dialled.`);
}

/** This process's `ws` took no connection from us, so that nothing can be known of it. */
export function streamUnknown({ name }: SocketTarget): TransportEnd {
  return disconnected(
    `${name} was reached past this client: the package ws of this JavaScript runtime does not ask for createConnection. Update the runtime.`,
  );
}

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
export function unreachable({ name, hint }: SocketTarget, error: Error): TransportEnd | UsageError {
  // Node tells of what `createConnection` throws by an event.
  if (isUsageError(error)) return error;
  const lacking = missingPermission(`connect to ${name}`, error);
  if (lacking !== undefined) return lacking;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === undefined)
    return new ProtocolError(`${name} does not speak websocket: ${error.message}. ${hint}`, "");
  // Without the cause: it holds what the peer sent, and a peer that echoes sends the token.
  if (code.startsWith("HPE_")) return new ProtocolError(`${name} does not speak HTTP (${code}). ${hint}`, "");
  if (ofClientCertificate.test(code)) {
    return denied(
      `${name} does not let this client in (${code}): check tls.cert and tls.key, the certificate that it wants to see.`,
    );
  }
  if (ofServerCertificate.test(code)) {
    return disconnected(
      `${name} shows a certificate that is not trusted here (${code}). Give the authority that signed it as tls.ca, or the name that it has as tls.servername.`,
      error,
    );
  }
  return disconnected(`${name} ${faults[code] ?? `cannot be reached (${code})`}. ${hint}`, error);
}

/** Alerts by which a server turns a client down. */
const ofClientCertificate = /^ERR_SSL_\w+_ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERT)/;
/** Of OpenSSL's verification, such as CERT_HAS_EXPIRED, and of Node's, ERR_TLS_CERT_ALTNAME_INVALID. */
const ofServerCertificate = /^(?!ERR_SSL_)\w*(?:CERT|_CRL|INVALID_CA|VERIFY_LEAF|HOSTNAME_MISMATCH)/;

const faults: Readonly<Record<string, string>> = {
  ECONNREFUSED: "is where nobody listens (ECONNREFUSED)",
  ECONNRESET: "hung up during the handshake (ECONNRESET)",
  ENOENT: "does not exist (ENOENT)",
  ENOTSOCK: "is no socket (ENOTSOCK)",
  EACCES: "may not be opened by this user (EACCES)",
  EPERM: "may not be opened by this process (EPERM; Deno needs --allow-net)",
  EPROTO: "does not speak TLS (EPROTO)",
  ERR_SSL_WRONG_VERSION_NUMBER: "does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)",
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
