import { resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { socketSettings, type SocketTransportOptions } from "./socket-options.js";
import { socketTransport } from "./socket-transport.js";
import type { Transport } from "../transport.js";

/**
 * Dials a `codex app-server --listen unix://PATH`: a websocket over the socket, which only its owner may open.
 *
 * `open` rejects with ConnectionClosedError if there is no socket or nobody listens on it, and with ProtocolError if
 * what answers is no websocket.
 *
 * @param path - The socket's path, relative to the current directory of this process.
 * @throws UsageError at once for options that cannot work.
 * @example
 * ```ts
 * // codex app-server --listen unix:///run/user/1000/codex.sock
 * await using codex = await Codex.connect({ transport: unixSocketTransport("/run/user/1000/codex.sock") });
 * ```
 */
export function unixSocketTransport(path: string, options: SocketTransportOptions = {}): Transport {
  if (typeof path !== "string" || path === "" || path.includes("\0") || /^\w+:\/\//.test(path)) {
    throw new UsageError(
      "path",
      "Give the path of the socket: /run/codex.sock for --listen unix:///run/codex.sock.",
    );
  }
  const absolute = resolve(path);
  if (Buffer.byteLength(absolute) > longestPath) {
    throw new UsageError(
      "path",
      `${absolute} is longer than the ${String(longestPath)} bytes that the path of a socket can have.`,
    );
  }
  const target = {
    name: absolute,
    hint: `Check the path, and that the server runs: codex app-server --listen unix://${absolute}.`,
    // The name of the host goes into the handshake alone.
    url: "ws://localhost/",
    credentials: { headers: {} },
    socketPath: absolute,
  };
  return socketTransport(target, socketSettings(options));
}

/** The system's bound. Node would cut the path there, and dial another socket. Names of Windows' pipes have more room. */
const longestPath = process.platform === "win32" ? 255 : process.platform === "darwin" ? 103 : 107;
