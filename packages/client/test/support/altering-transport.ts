import type { Transport } from "../../src/index.js";

interface Response {
  readonly id?: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** Wraps a transport, and puts something else into the answers to the requests of a method, as a server of other rules would. */
export function altering(
  transport: Transport,
  method: string,
  put: Readonly<Record<string, unknown>>,
): Transport {
  const asked = new Set<unknown>();
  return {
    ...transport,
    async open(sink, options) {
      const channel = await transport.open(
        {
          message: (text) => {
            const { id, result } = JSON.parse(text) as Response;
            const meant = result !== undefined && asked.delete(id);
            sink.message(
              meant
                ? JSON.stringify({ ...(JSON.parse(text) as object), result: { ...result, ...put } })
                : text,
            );
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
