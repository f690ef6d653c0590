import { UsageError } from "../../errors/usage-error.js";

/**
 * Reads the URL of a websocket.
 *
 * @throws UsageError, without the URL's secrets, for one that cannot be dialled or would leak a token.
 */
export function webSocketUrl(given: string | URL, allowPlaintextRemote: boolean): URL {
  const url = parse(given);
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw usage(`The URL must begin with ws:// or wss://, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw usage(
      `The URL of ${url.host} must not carry a user name or password. Use token, tokenFile or headers.`,
    );
  }
  if (url.hash !== "") throw usage(`The URL of ${url.host} must not have a fragment (#…).`);
  if (url.protocol === "ws:" && !isLoopback(url.hostname) && !allowPlaintextRemote) {
    throw usage(
      `${displayed(url)} would send everything, tokens included, in plaintext over a network. Use wss://, or a ` +
        "tunnel to a loopback address; or, on a network that you trust, allowPlaintextRemote.",
    );
  }
  return url;
}

/** The URL for errors. A query often holds a token. */
export function displayed({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

function parse(given: string | URL): URL {
  // Not with the cause: Node's error holds what was given, which may hold a password.
  if (!URL.canParse(String(given))) {
    throw usage("The URL cannot be read. It should be like ws://127.0.0.1:4500 or wss://example.org/codex.");
  }
  return new URL(given);
}

/** What the URL standard has made of the host: IPv4 in four decimal parts, IPv6 in brackets and lower case. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function usage(message: string): UsageError {
  return new UsageError("url", message);
}
