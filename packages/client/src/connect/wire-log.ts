import { isRecord, textOf } from "../lib/guards.js";
import type { Transport } from "../transport/transport.js";
import { mayQuoteSecrets, withoutSecrets } from "./wire-secrets.js";

/** The same transport, with a line for each message in either direction. */
export function loggedTransport(transport: Transport, log: (line: string) => void): Transport {
  return {
    ...(transport.shared === undefined ? {} : { shared: transport.shared }),
    async open(sink, options) {
      const wire = new WireLog(log);
      const channel = await transport.open(
        {
          message: (text) => {
            wire.message("←", text);
            sink.message(text);
          },
          closed: (error) => {
            wire.note(`closed: ${error.message}`);
            sink.closed(error);
          },
        },
        options,
      );
      return {
        send: (text) => {
          wire.message("→", text);
          channel.send(text);
        },
        close: () => channel.close(),
        ...(channel.setReferenced === undefined
          ? {}
          : { setReferenced: (isReferenced: boolean) => channel.setReferenced?.(isReferenced) }),
      };
    },
  };
}

type Direction = "→" | "←";

/** Longer texts are cut, and so is what is left of a whole message, in characters. */
const longestText = 200;
const longestLine = 2_000;

class WireLog {
  readonly #log: (line: string) => void;
  /** The requests without an answer, by who sent them and their id. */
  readonly #pending = new Map<string, { readonly method: string; readonly at: number }>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  note(text: string): void {
    this.#log(`${new Date().toISOString().slice(11, 23)} ${text}`);
  }

  message(direction: Direction, text: string): void {
    this.note(`${direction} ${this.#describe(direction, text)}`);
  }

  #describe(direction: Direction, text: string): string {
    const message = read(text);
    if (message === undefined) return `${String(text.length)} characters that are no message`;
    const { id, params, result, error } = message;
    const method = textOf(message["method"]);
    if (method !== undefined) {
      if (id !== undefined) this.#pending.set(keyOf(direction, id), { method, at: performance.now() });
      return line(id, method, withoutSecrets(method, "params", params));
    }
    const key = keyOf(direction === "→" ? "←" : "→", id);
    const request = this.#pending.get(key);
    this.#pending.delete(key);
    // Nobody knows what it answers, nor what is secret in it.
    if (request === undefined) return line(id, "an answer to nothing", undefined);
    const took = `${request.method} ${(performance.now() - request.at).toFixed(1)} ms`;
    if (error === undefined) return line(id, took, withoutSecrets(request.method, "result", result));
    const told = mayQuoteSecrets(request.method) && isRecord(error) ? { code: error["code"] } : error;
    return line(id, `${took} refused`, told);
  }
}

function read(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(sender: Direction, id: unknown): string {
  return `${sender} ${JSON.stringify(id)}`;
}

function line(id: unknown, what: string, body: unknown): string {
  const json = body === undefined ? "" : JSON.stringify(body, (_, value: unknown) => shortened(value));
  return [...(id === undefined ? [] : [`#${JSON.stringify(id)}`]), what, cut(json, longestLine)]
    .join(" ")
    .trimEnd();
}

function shortened(value: unknown): unknown {
  return typeof value === "string" ? cut(value, longestText) : value;
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${String(text.length)} characters)`;
}
