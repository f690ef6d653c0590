import type { Transport } from "../../src/transport/transport.js";
import type { MethodList } from "./wire-schema.js";
import type { Misfit, WireValidator } from "./wire-validator.js";

type Kind = "result" | "error" | "notification" | "server request" | "request";

/** What is to be held to the schema: a message, or that of an answer which its method says something about. */
export interface Passed {
  readonly kind: Kind;
  readonly method: string;
  readonly value: unknown;
}

/** A message that does not fit the schema. */
export interface Miss extends Misfit {
  readonly kind: Kind;
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

/** Keeps all traffic that passes, for {@link missesOf}. Nothing that passes is changed, and nothing is held up. */
export class WireCheck {
  readonly seen: Seen = { results: new Set(), notifications: new Set(), serverRequests: new Set() };
  /** Methods that the schema does not list. */
  readonly unlisted = new Set<string>();
  readonly #methods: () => Readonly<Record<MethodList, readonly string[]>>;
  #passed: Passed[] = [];

  /** @param methods Those that the schema lists; asked for with the first message. */
  constructor(methods: () => Readonly<Record<MethodList, readonly string[]>>) {
    this.#methods = methods;
  }

  /** What has passed since this was last called. */
  take(): readonly Passed[] {
    const passed = this.#passed;
    this.#passed = [];
    return passed;
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
      if (!this.#lists(list, method)) return;
      seen.add(method);
      this.#passed.push({ kind, method, value: message });
      return;
    }
    const request = id === undefined ? undefined : asked.get(id);
    if (id === undefined || request?.method === undefined) return;
    asked.delete(id);
    this.#answered(request.method, request, message);
  }

  #answered(method: string, request: Message, { error, result }: Message): void {
    if (!this.#lists("ClientRequest", method)) return;
    if (error !== undefined) {
      this.#passed.push({ kind: "error", method, value: error });
      return;
    }
    this.seen.results.add(method);
    this.#passed.push({ kind: "result", method, value: result }, { kind: "request", method, value: request });
  }

  #lists(list: MethodList, method: string): boolean {
    const listed = this.#methods()[list].includes(method);
    if (!listed) this.unlisted.add(method);
    return listed;
  }
}

/** What of a message does not fit the schema. */
export function missesOf(validator: WireValidator, { kind, method, value }: Passed): readonly Miss[] {
  const misfits = (): readonly Misfit[] => {
    switch (kind) {
      case "notification":
        return validator.message("ServerNotification", method, value);
      case "server request":
        return validator.message("ServerRequest", method, value);
      case "error":
        return validator.definition("JSONRPCErrorError", value);
      case "result":
        return validator.result(method, value);
      case "request":
        // What the server took must be what the types let a caller say; fields that it does not know it ignores.
        return validator
          .message("ClientRequest", method, value)
          .filter(({ expected }) => expected !== "no such field");
    }
  };
  return misfits().map((misfit) => ({ kind, method, ...misfit }));
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
