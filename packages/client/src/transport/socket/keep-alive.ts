import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { SocketSettings } from "./socket-options.js";

/**
 * Notices a peer that is gone without a word: a cable that was pulled, a process that hangs. TCP itself would take
 * minutes for it, or for ever where nothing is sent. Pings only into silence; never keeps Node alive.
 */
export class KeepAlive {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #settings: NonNullable<SocketSettings["keepAlive"]>;
  readonly #onDead: () => void;
  #timer: NodeJS.Timeout | undefined;
  #read = 0;
  #unsent = 0;

  constructor(
    socket: WebSocket,
    stream: Socket,
    settings: NonNullable<SocketSettings["keepAlive"]>,
    onDead: () => void,
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.#settings = settings;
    this.#onDead = onDead;
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#moved();
    this.#after(this.#settings.intervalMs, () => {
      if (!this.#moved()) return this.#ping();
      this.#wait();
    });
  }

  #ping(): void {
    this.#socket.ping();
    this.#moved();
    this.#after(this.#settings.timeoutMs, () => {
      if (this.#moved()) return this.#wait();
      this.#onDead();
    });
  }

  /** setImmediate, because a loop that was blocked runs due timers before it reads what has long arrived. */
  #after(ms: number, run: () => void): void {
    this.#timer = setTimeout(() => {
      setImmediate(() => {
        if (this.#timer !== undefined) run();
      });
    }, ms).unref();
  }

  /** Whether bytes came, or left, since the last look. Bytes, because a long message hides the pong behind it. */
  #moved(): boolean {
    const { bytesRead } = this.#stream;
    const { bufferedAmount } = this.#socket;
    const moved = bytesRead !== this.#read || bufferedAmount < this.#unsent;
    this.#read = bytesRead;
    this.#unsent = bufferedAmount;
    return moved;
  }
}
