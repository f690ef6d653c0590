import type { Transport } from "../../src/index.js";

/** A transport that holds back the answers to the requests of a method, until they are let go. */
export interface HoldingTransport extends Transport {
  release(): void;
}

/** Wraps a transport, as a server would answer that takes its time. What else passes is not held up. */
export function holding(transport: Transport, method: string): HoldingTransport {
  const asked = new Set<unknown>();
  const held: (() => void)[] = [];
  return {
    ...transport,
    release: () => {
      for (const pass of held.splice(0)) pass();
    },
    async open(sink, options) {
      const channel = await transport.open(
        {
          message: (text) => {
            const { id, method: asks } = JSON.parse(text) as { id?: unknown; method?: unknown };
            const pass = (): void => sink.message(text);
            if (asks === undefined && asked.delete(id)) held.push(pass);
            else pass();
          },
          closed: (end) => {
            sink.closed(end);
          },
        },
        options,
      );
      return {
        send: (text) => {
          const message = JSON.parse(text) as { id?: unknown; method?: unknown };
          if (message.method === method) asked.add(message.id);
          channel.send(text);
        },
        close: () => channel.close(),
      };
    },
  };
}
