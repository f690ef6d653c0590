import type { Transport } from "../../src/transport/transport.js";
import type { Misfit, WireValidator } from "./wire-validator.js";

/** A message that does not fit the schema. */
export interface Miss extends Misfit {
  readonly kind: "result" | "error" | "notification" | "server request" | "request";
  readonly method: string;
}

/** What of the protocol has been seen live. */
export interface Seen {
  readonly results: Set<string>;
  readonly notifications: Set<string>;
  readonly serverRequests: Set<string>;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Holds all traffic that passes to the schema. Nothing that passes is changed, and nothing is thrown into its way. */
export class WireCheck {
  readonly misses: Miss[] = [];
  readonly seen: Seen = { results: new Set(), notifications: new Set(), serverRequests: new Set() };
  /** Methods that the schema does not list. */
  readonly unlisted = new Set<string>();
  readonly #validator: () => WireValidator;

  /** @param validator Asked for with the first message: most tests have none. */
  constructor(validator: () => WireValidator) {
    this.#validator = validator;
  }

  /** `transport`, watched. */
  tap(transport: Transport): Transport {
    return {
      ...transport,
      open: async (sink, options) => {
        const asked = new Map<number | string, Message>();
        const channel = await transport.open(
          {
            message: (text) => {
              this.#received(text, asked);
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
            const message = parse(text);
            if (message?.id !== undefined && message.method !== undefined) asked.set(message.id, message);
            channel.send(text);
          },
          close: () => channel.close(),
        };
      },
    };
  }

  #received(text: string, asked: Map<number | string, Message>): void {
    const message = parse(text);
    if (message === undefined) return;
    const { id, method } = message;
    if (method !== undefined) {
      const [list, kind, seen] =
        id === undefined
          ? (["ServerNotification", "notification", this.seen.notifications] as const)
          : (["ServerRequest", "server request", this.seen.serverRequests] as const);
      if (!this.#validator().knows(list, method)) {
        this.unlisted.add(method);
        return;
      }
      seen.add(method);
      this.#note(kind, method, this.#validator().message(list, method, message));
      return;
    }
    const request = id === undefined ? undefined : asked.get(id);
    if (id === undefined || request?.method === undefined) return;
    asked.delete(id);
    this.#answered(request.method, request, message);
  }

  #answered(method: string, request: Message, answer: Message): void {
    const validator = this.#validator();
    if (!validator.knows("ClientRequest", method)) {
      this.unlisted.add(method);
      return;
    }
    if (answer.error !== undefined) {
      this.#note("error", method, validator.definition("JSONRPCErrorError", answer.error));
      return;
    }
    this.seen.results.add(method);
    this.#note("result", method, validator.result(method, answer.result));
    // What the server took must be what the types let a caller say; fields that it does not know it ignores.
    const misfits = validator.message("ClientRequest", method, request);
    this.#note(
      "request",
      method,
      misfits.filter(({ expected }) => expected !== "no such field"),
    );
  }

  #note(kind: Miss["kind"], method: string, misfits: readonly Misfit[]): void {
    this.misses.push(...misfits.map((misfit) => ({ kind, method, ...misfit })));
  }
}

/** A line for each. */
export function describeMiss({ kind, method, pointer, expected, found }: Miss): string {
  return `${kind} of ${method} at ${pointer || "/"}: ${expected}, found ${found}`;
}

/** Tests send and receive much that is no message at all. */
function parse(text: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
