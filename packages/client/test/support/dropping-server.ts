import {
  ConnectionClosedError,
  RUNTIME_VERSION,
  type Transport,
  type TransportChannel,
  type TransportSink,
} from "../../src/index.js";
import { opened } from "./fake-server.js";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Says nothing to a request. */
export const silence = Symbol("silence");

/** A server in memory whose connections a test can drop; each `open` is a new one. */
export class DroppingServer implements Transport {
  readonly shared = true;
  /** What came, over all connections. */
  readonly sent: Message[] = [];
  /** How many connections were made. */
  opens = 0;
  /** Instead of the usual answers, by method. May be changed at any time. */
  answers: Record<string, (params: Readonly<Record<string, unknown>>) => unknown> = {};
  /** The methods that it refuses. May be changed at any time. */
  readonly refusals = new Set<string>();
  #sink: TransportSink | undefined;
  #waiting: (() => void)[] = [];

  open(sink: TransportSink): Promise<TransportChannel> {
    this.opens += 1;
    this.#sink = sink;
    return Promise.resolve({
      send: (text) => {
        if (this.#sink === sink) this.#receive(JSON.parse(text) as Message);
      },
      close: () => {
        if (this.#sink === sink) this.#end("closed");
        return Promise.resolve();
      },
    });
  }

  /** Breaks the connection. */
  drop(): void {
    this.#end("disconnected");
  }

  push(message: object): void {
    this.#sink?.message(JSON.stringify(message));
  }

  /** Resolves when so many messages of a method have come. */
  async received(method: string, count = 1): Promise<readonly Message[]> {
    for (;;) {
      const found = this.sent.filter((message) => message.method === method);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #end(reason: "closed" | "disconnected"): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.closed(new ConnectionClosedError(`It was ${reason}.`, { reason }));
  }

  #receive(message: Message): void {
    this.sent.push(message);
    for (const resolve of this.#waiting.splice(0)) resolve();
    const { id, method, params = {} } = message;
    if (id === undefined || method === undefined) return;
    if (this.refusals.has(method)) return this.push({ id, error: { code: -32600, message: "refused" } });
    const answer = this.answers[method] ?? usual[method];
    const result = answer === undefined ? {} : answer(params);
    if (result instanceof Promise) void result.then((later: unknown) => this.push({ id, result: later }));
    else if (result !== silence) this.push({ id, result });
  }
}

const usual: DroppingServer["answers"] = {
  initialize: () => ({
    userAgent: `codex-typed/${String(RUNTIME_VERSION)} (Test 1.0; x86_64)`,
    codexHome: "/codex-home",
    platformFamily: "unix",
    platformOs: "linux",
  }),
  "thread/start": (params) => opened("T", params),
  "thread/resume": (params) => opened("T", params, { thread: { id: "T", status: { type: "idle" } } }),
  "thread/turns/list": () => ({ data: [] }),
  "turn/start": () => ({ turn: { id: "U", items: [], status: "inProgress", error: null } }),
};
