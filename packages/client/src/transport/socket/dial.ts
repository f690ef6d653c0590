import { connect } from "node:net";
import { WebSocket } from "ws";
import { handshakeRefused, handshakeTimedOut, unreachable } from "./dial-errors.js";
import { SocketChannel } from "./socket-channel.js";
import type { SocketSettings } from "./socket-options.js";
import type { SocketTarget } from "./socket-options.js";
import type { TransportChannel, TransportSink } from "../transport.js";

/** Opens a websocket. Rejects with `signal.reason` on an abort; then, and after a failure, nothing is left open. */
export async function dial(
  target: SocketTarget,
  settings: SocketSettings,
  sink: TransportSink,
  signal: AbortSignal | undefined,
): Promise<TransportChannel> {
  signal?.throwIfAborted();
  const headers = await target.headers();
  signal?.throwIfAborted();

  const authorized = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  const { socketPath: path } = target;
  const socket = new WebSocket(target.url, {
    headers,
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: settings.maxMessageBytes,
    ...(path === undefined ? {} : { createConnection: () => connect({ path }) }),
  });
  return new Promise((resolve, reject) => {
    const onAbort = (): void => fail(signal?.reason as Error);
    // Not ws's own: that one begins anew with every byte that comes.
    const timer = setTimeout(
      () => fail(handshakeTimedOut(target, settings.handshakeTimeoutMs)),
      settings.handshakeTimeoutMs,
    );
    const cleanUp = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const fail = (reason: Error): void => {
      cleanUp();
      // The first reason stands: whatever terminate reports of itself comes too late.
      reject(reason);
      socket.terminate();
    };
    signal?.addEventListener("abort", onAbort);
    socket.on("error", (error) => fail(unreachable(target, error)));
    socket.once("unexpected-response", (_, { statusCode = 0 }) =>
      fail(handshakeRefused(target, statusCode, authorized)),
    );
    socket.once("upgrade", ({ socket: stream }) => {
      socket.once("open", () => {
        cleanUp();
        socket.removeAllListeners("error");
        // In this tick: the first message may have come with the end of the handshake.
        resolve(new SocketChannel({ socket, stream, name: target.name }, settings, sink));
      });
    });
  });
}
