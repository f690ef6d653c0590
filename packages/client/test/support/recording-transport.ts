import type { Transport } from "../../src/index.js";

/** A transport that keeps, word for word, what passes through it. */
export interface RecordingTransport extends Transport {
  readonly sent: string[];
  readonly received: string[];
  /** The methods of what was sent, in order. */
  readonly methods: readonly unknown[];
}

/** What a test does at the moment in which a message passes. */
export interface Hooks {
  readonly onSend?: (text: string) => void;
  readonly onReceive?: (text: string) => void;
}

/** Wraps a transport. Nothing that passes is changed. */
export function recording(transport: Transport, hooks: Hooks = {}): RecordingTransport {
  const sent: string[] = [];
  const received: string[] = [];
  return {
    ...transport,
    sent,
    received,
    get methods() {
      return sent.map((text) => (JSON.parse(text) as { method?: unknown }).method);
    },
    async open(sink, options) {
      const channel = await transport.open(
        {
          message: (text) => {
            received.push(text);
            hooks.onReceive?.(text);
            sink.message(text);
          },
          closed: (end) => {
            sink.closed(end);
          },
        },
        options,
      );
      return {
        send: (text) => {
          sent.push(text);
          channel.send(text);
          hooks.onSend?.(text);
        },
        close: () => channel.close(),
      };
    },
  };
}
