import { handshakeHeaders } from "./handshake-headers.js";
import { socketSettings, type SocketTransportOptions } from "./socket-options.js";
import { socketTransport } from "./socket-transport.js";
import type { Transport } from "../transport.js";
import { displayed, webSocketUrl } from "./web-socket-url.js";

/**
 * Where a server listens, and what it wants to see. `token` and `tokenFile` exclude each other.
 *
 * @example
 * ```ts
 * const options: WebSocketTransportOptions = { url: "wss://codex.example.org", tokenFile: "/run/secrets/codex" };
 * ```
 */
export type WebSocketTransportOptions = SocketTransportOptions & {
  /** Such as `ws://127.0.0.1:4500` or `wss://codex.example.org/path`; without user name and password. */
  readonly url: string | URL;
  /** More headers for the handshake, such as those that a proxy in between wants. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Allows `ws://` to another machine. Everything then travels in plaintext, tokens included: whoever is on the way
   * can read them, and run commands where the server runs.
   */
  readonly allowPlaintextRemote?: boolean | undefined;
} & (
    | {
        /** Sent as `Authorization: Bearer …`. */
        readonly token?: string | undefined;
        readonly tokenFile?: undefined;
      }
    | {
        /** A file that holds the token; read at each dial, blanks around the token do not count. */
        readonly tokenFile?: string | undefined;
        readonly token?: undefined;
      }
  );

/**
 * Dials a `codex app-server --listen ws://IP:PORT`, or what stands before one. No redirect is followed, nothing is
 * compressed, no `Origin` is sent.
 *
 * `open` rejects with ConnectionClosedError (`reason`: `denied` if the server does not let this client in, else
 * `disconnected`), with ProtocolError if what answers is no websocket, and with UsageError if the token file cannot be read.
 * No error holds the token, a header or the URL's query.
 *
 * @throws UsageError at once for options that cannot work, and for `ws://` to another machine.
 * @example
 * ```ts
 * // codex app-server --listen ws://127.0.0.1:4500 --ws-auth capability-token --ws-token-file /run/secrets/codex
 * const transport = webSocketTransport({ url: "ws://127.0.0.1:4500", tokenFile: "/run/secrets/codex" });
 * await using codex = await Codex.connect({ transport });
 * ```
 */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const url = webSocketUrl(options.url, options.allowPlaintextRemote === true);
  const target = {
    name: displayed(url),
    hint: "Check the URL, and that the server runs: codex app-server --listen ws://IP:PORT.",
    url: url.href,
    headers: handshakeHeaders(options),
  };
  return socketTransport(target, socketSettings(options));
}
