import type { Socket } from "node:net";
import type { RawData, WebSocket } from "ws";
import { ConnectionClosedError } from "../connection-closed-error.js";
import { KeepAlive } from "./keep-alive.js";
import { messageTooLong, ProtocolError } from "../protocol-error.js";
import type { SocketSettings } from "./socket-options.js";
import type { TransportChannel, TransportEnd, TransportSink } from "../transport.js";

export interface OpenSocket {
  readonly socket: WebSocket;
  /** What the websocket runs over. */
  readonly stream: Socket;
  /** Where it leads, for errors. */
  readonly name: string;
}

/** One message a text frame, over an open websocket. */
export class SocketChannel implements TransportChannel {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #name: string;
  readonly #settings: SocketSettings;
  readonly #sink: TransportSink;
  readonly #keepAlive: KeepAlive | undefined;
  readonly #gone: Promise<void>;
  #grace: NodeJS.Timeout | undefined;
  #cause: Error | undefined;
  #closing = false;
  #reported = false;

  constructor({ socket, stream, name }: OpenSocket, settings: SocketSettings, sink: TransportSink) {
    this.#socket = socket;
    this.#stream = stream;
    this.#name = name;
    this.#settings = settings;
    this.#sink = sink;
    if (settings.keepAlive !== undefined) {
      this.#keepAlive = new KeepAlive(socket, stream, settings.keepAlive, () => this.#onDead());
    }
    socket.on("message", (data, isBinary) => this.#read(data, isBinary));
    socket.on("error", (error) => this.#onError(error));
    this.#gone = new Promise((resolve) => {
      socket.once("close", (code, reason) => {
        this.#onClose(code, reason.toString());
        resolve();
      });
    });
  }

  send(text: string): void {
    // What cannot be written ends in `close`, of which the sink hears.
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  /** While nobody waits, this process may end. */
  setReferenced(isReferenced: boolean): void {
    if (isReferenced) this.#stream.ref();
    else this.#stream.unref();
  }

  close(): Promise<void> {
    this.setReferenced(true);
    this.#closing ||= !this.#reported && this.#cause === undefined;
    // The runtime hangs up at the close frame, without one of its own.
    this.#socket.close(1000);
    this.#grace ??= setTimeout(() => this.#socket.terminate(), this.#settings.closeGraceMs);
    if (this.#socket.readyState === this.#socket.CLOSED) clearTimeout(this.#grace);
    return this.#gone;
  }

  #read(data: RawData, isBinary: boolean): void {
    if (this.#reported) return;
    // `nodebuffer` is the default: one Buffer, whether it came in fragments or not.
    const text = (data as Buffer).toString();
    if (!isBinary) return this.#sink.message(text);
    this.#fail(new ProtocolError(`${this.#name} sent a binary message, where the protocol is text.`, text));
  }

  #onError(error: Error): void {
    const code = "code" in error ? String(error.code) : "";
    if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") {
      return this.#fail(messageTooLong(this.#settings.maxMessageBytes, ""));
    }
    if (code.startsWith("WS_ERR_")) {
      return this.#fail(
        new ProtocolError(`${this.#name} broke the websocket protocol: ${error.message}.`, ""),
      );
    }
    this.#cause ??= error;
    this.#socket.terminate();
  }

  #onDead(): void {
    const { intervalMs, timeoutMs } = this.#settings.keepAlive ?? { intervalMs: 0, timeoutMs: 0 };
    this.#fail(
      new ConnectionClosedError(
        `The connection to ${this.#name} broke: nothing came for ${String(intervalMs + timeoutMs)} ms, nor an answer to a ping.`,
        { reason: "disconnected" },
      ),
    );
  }

  #onClose(code: number, reason: string): void {
    this.#keepAlive?.stop();
    clearTimeout(this.#grace);
    if (this.#closing) {
      return this.#report(
        new ConnectionClosedError(`The connection to ${this.#name} was closed.`, { reason: "closed" }),
      );
    }
    const cause = this.#cause === undefined ? {} : { cause: this.#cause };
    this.#report(
      new ConnectionClosedError(
        `The connection to ${this.#name} broke: ${describeClose(code, reason, this.#cause)}.`,
        { reason: "disconnected", ...cause },
      ),
    );
  }

  /** Ends the connection for what the peer did. The first failure stands. */
  #fail(end: TransportEnd): void {
    this.#report(end);
    this.#socket.terminate();
  }

  #report(end: TransportEnd): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#sink.closed(end);
  }
}

/** 1006 is not sent: it stands for an end without a close frame. */
function describeClose(code: number, reason: string, cause: Error | undefined): string {
  if (cause !== undefined) return cause.message;
  if (code === 1006) return "the other side hung up without a word";
  return `the other side closed it with code ${String(code)}${reason === "" ? "" : ` (${reason})`}`;
}
