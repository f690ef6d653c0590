import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { onAbort, settleOrAbort } from "../../lib/abort.js";
import { Deadline } from "../../lib/deadline.js";
import { Deferred } from "../../lib/deferred.js";
import { handshakeRefused, handshakeTimedOut, noToken, streamUnknown, unreachable } from "./dial-errors.js";
import { handshakeHeaders } from "./handshake-headers.js";
import { openStream } from "./open-stream.js";
import { SocketChannel } from "./socket-channel.js";
import type { SocketSettings, SocketTarget } from "./socket-options.js";
import type { TransportChannel, TransportSink } from "../transport.js";

/** Opens a websocket. Rejects with `signal.reason` on an abort; then, and after a failure, nothing is left open. */
export async function dial(
  target: SocketTarget,
  settings: SocketSettings,
  sink: TransportSink,
  signal: AbortSignal | undefined,
): Promise<TransportChannel> {
  signal?.throwIfAborted();
  const { handshakeTimeoutMs: ms } = settings;
  let timedOut = noToken;
  // Not ws's own: that one begins anew with every byte that comes.
  using deadline = new Deadline(signal, ms, () => timedOut(target, ms));
  const headers = await settleOrAbort(handshakeHeaders(target.credentials), deadline.signal);
  timedOut = handshakeTimedOut;
  return await shakeHands(target, settings, headers, sink, deadline.signal);
}

async function shakeHands(
  target: SocketTarget,
  settings: SocketSettings,
  headers: Readonly<Record<string, string>>,
  sink: TransportSink,
  signal: AbortSignal,
): Promise<TransportChannel> {
  const opened = new Deferred<TransportChannel>();
  let stream: Socket | undefined;
  const socket = new WebSocket(target.url, {
    headers,
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: settings.maxMessageBytes,
    // Always our own: the `ws` that Bun puts in place of ws gives away none that it made itself.
    createConnection: () => (stream = openStream(target)),
  });
  const fail = (reason: unknown): void => {
    // The first reason stands: whatever terminate reports of itself comes too late.
    opened.reject(reason);
    socket.terminate();
    stream?.destroy();
  };
  const onError = (error: Error): void => fail(unreachable(target, error));
  socket.on("error", onError);
  socket.once("unexpected-response", (_, { statusCode = 0 }) => {
    const authorized = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
    fail(handshakeRefused(target, statusCode, authorized));
  });
  socket.once("open", () => {
    // What an event handler throws would leave the dial pending for ever.
    try {
      if (stream === undefined) throw streamUnknown(target);
      // In this tick: the first message may have come with the end of the handshake.
      opened.resolve(new SocketChannel({ socket, stream, name: target.name }, settings, sink));
      socket.off("error", onError);
    } catch (error) {
      fail(error);
    }
  });
  using _aborted = onAbort(signal, () => fail(signal.reason));
  return await opened.promise;
}
