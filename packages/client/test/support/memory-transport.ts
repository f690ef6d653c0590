import { ConnectionClosedError } from "../../src/transport/connection-closed-error.js";
import type { Transport, TransportEnd, TransportSink } from "../../src/transport/transport.js";

export interface Sent {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** A peer in memory. What the client sends is in `sent`; a test plays the server by hand or with `serve`. */
export class MemoryTransport implements Transport {
  readonly sent: Sent[] = [];
  closeCalls = 0;
  #sink: TransportSink | undefined;
  #onSend: (message: Sent) => void = () => undefined;
  #ended = false;

  async open(sink: TransportSink): Promise<{ send(text: string): void; close(): Promise<void> }> {
    this.#sink = sink;
    return {
      send: (text) => {
        const message = JSON.parse(text) as Sent;
        this.sent.push(message);
        this.#onSend(message);
      },
      close: async () => {
        this.closeCalls += 1;
        await Promise.resolve();
        this.end(new ConnectionClosedError("gone", { reason: "closed", exitCode: 0 }));
      },
    };
  }

  /** Runs on everything that the client sends. */
  serve(onSend: (message: Sent) => void): this {
    this.#onSend = onSend;
    return this;
  }

  push(message: unknown): void {
    this.pushText(JSON.stringify(message));
  }

  pushText(text: string): void {
    this.#sink?.message(text);
  }

  end(error: TransportEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink?.closed(error);
  }

  get methods(): (string | undefined)[] {
    return this.sent.map(({ method }) => method);
  }
}
