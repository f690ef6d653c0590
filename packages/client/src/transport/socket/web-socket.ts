import { UsageError } from "../../errors/usage-error.js";
import { credentialsOf } from "./credentials.js";
import { socketSettings, type SocketTransportOptions } from "./socket-options.js";
import { socketTransport } from "./socket-transport.js";
import type { Transport } from "../transport.js";
import type { TlsOptions } from "./tls-options.js";
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
  /** Certificates and keys for `wss://`. */
  readonly tls?: TlsOptions | undefined;
} & (
    | {
        /**
         * Sent as `Authorization: Bearer …`. A function is asked at each dial, those of `reconnect` included, for tokens that expire. One
         * that fails ends that dial; what it throws is not shown, since it may quote secrets.
         */
        readonly token?: string | (() => string | Promise<string>) | undefined;
        /** Not together with `token`. */
        readonly tokenFile?: undefined;
      }
    | {
        /** A file that holds the token; read at each dial, blanks around the token do not count. */
        readonly tokenFile?: string | undefined;
        /** Not together with `tokenFile`. */
        readonly token?: undefined;
      }
  );

/**
 * Dials a `codex app-server --listen ws://IP:PORT`, or what stands before one. No redirect is followed, nothing is
 * compressed, no `Origin` is sent.
 *
 * `open` rejects with ConnectionClosedError (`reason`: `denied` if the server does not let this client in, else
 * `disconnected`), with ProtocolError if what answers is no websocket, and with UsageError if the token file cannot be read, the
 * certificates cannot be used, or this process lacks a permission. No error holds the token, a key, a header or the URL's query.
 *
 * @throws UsageError at once for options that cannot work, and for `ws://` to another machine.
 * @example
 * ```ts
 * // codex app-server --listen ws://127.0.0.1:4500 --ws-auth capability-token --ws-token-file /run/secrets/codex
 * const transport = webSocketTransport({ url: "ws://127.0.0.1:4500", tokenFile: "/run/secrets/codex" });
 * await using codex = await Codex.connect({ transport });
 * ```
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 *
 * const transport = webSocketTransport({
 *   url: "wss://codex.example.org",
 *   tls: { ca: await readFile("/etc/codex/ca.pem") },
 *   token: async () => (await fetch("http://127.0.0.1:8200/codex-token")).text(),
 * });
 * ```
 */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const url = webSocketUrl(options.url, options.allowPlaintextRemote === true);
  if (options.tls !== undefined && url.protocol === "ws:") {
    throw new UsageError("tls", "Only wss:// is secured by TLS: give such a URL, or no tls.");
  }
  const target = {
    name: displayed(url),
    hint: "Check the URL, and that the server runs: codex app-server --listen ws://IP:PORT.",
    url: url.href,
    credentials: credentialsOf(options),
    tls: options.tls,
  };
  return socketTransport(target, socketSettings(options));
}
