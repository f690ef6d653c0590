import {
  ConnectionClosedError,
  RUNTIME_VERSION,
  type Transport,
  type TransportChannel,
  type TransportSink,
} from "../../src/index.js";

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

type Params = Readonly<Record<string, unknown>>;
/** A promise answers when it is fulfilled. */
type Answer = (params: Params) => unknown;

/** Thrown by an answer: the server refuses the request. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    message = `refused with ${String(code)}`,
  ) {
    super(message);
  }
}

/** An app-server in memory. It takes every thread's word for its settings, and each turn ends as soon as it starts. */
export class FakeServer implements Transport {
  /** Every line that the client sent. */
  readonly sent: string[] = [];
  readonly #answers: Readonly<Record<string, Answer>>;
  #sink: TransportSink | undefined;
  #turns = 0;
  #ended = false;
  #waiting: (() => void)[] = [];

  /** @param answers Instead of the usual answers, by method. */
  constructor(answers: Readonly<Record<string, Answer>> = {}) {
    this.#answers = { ...this.#usual(), ...answers };
  }

  open(sink: TransportSink): Promise<TransportChannel> {
    this.#sink = sink;
    return Promise.resolve({
      send: (text: string) => {
        this.#receive(text);
      },
      close: () => {
        this.#sink = undefined;
        if (!this.#ended) {
          this.#ended = true;
          sink.closed(new ConnectionClosedError("closed", { reason: "closed" }));
        }
        return Promise.resolve();
      },
    });
  }

  /** The params of every request of a method. */
  paramsOf(method: string): Params[] {
    return this.sent
      .map((text) => JSON.parse(text) as Message)
      .flatMap((message) => (message.method === method ? [message.params ?? {}] : []));
  }

  /** Sends any message to the client. */
  push(message: object): void {
    this.#sink?.message(JSON.stringify(message));
  }

  /** Asks the client, and waits for its answer. */
  async ask(id: number, method: string, params: object = {}): Promise<Message> {
    this.push({ id, method, params });
    for (;;) {
      const answer = this.sent
        .map((text) => JSON.parse(text) as Message)
        .find((m) => m.id === id && m.method === undefined);
      if (answer !== undefined) return answer;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #receive(text: string): void {
    this.sent.push(text);
    for (const resolve of this.#waiting.splice(0)) resolve();
    const { id, method, params = {} } = JSON.parse(text) as Message;
    if (id === undefined || method === undefined) return;
    const answer = (result: unknown): void => {
      this.push({ id, result });
    };
    try {
      const result = (this.#answers[method] ?? (() => ({})))(params);
      if (result instanceof Promise) void result.then(answer);
      else answer(result);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.push({ id, error: { code: error.code, message: error.message } });
    }
  }

  #usual(): Readonly<Record<string, Answer>> {
    return {
      initialize: () => ({
        userAgent: `codex-typed/${String(RUNTIME_VERSION)} (Test 1.0; x86_64) unknown (codex-typed; 0.0.0)`,
        codexHome: "/codex-home",
        platformFamily: "unix",
        platformOs: "linux",
      }),
      "thread/start": (params) => opened("T", params),
      "thread/resume": (params) => opened("T", params),
      "thread/fork": (params) => opened("F", params),
      "thread/goal/set": (params) => ({ goal: params }),
      "turn/start": ({ threadId }) => {
        const turn = { id: `U${String(++this.#turns)}`, items: [], status: "inProgress", error: null };
        queueMicrotask(() => {
          this.push({
            method: "turn/completed",
            params: { threadId, turn: { ...turn, status: "completed" } },
          });
        });
        return { turn };
      },
    };
  }
}

const policies: Readonly<Record<string, string>> = {
  "read-only": "readOnly",
  "workspace-write": "workspaceWrite",
  "danger-full-access": "dangerFullAccess",
};

/** What the server says when it has opened a thread: by default, that all is as asked. */
export function opened(id: string, params: Params, inForce: Params = {}): object {
  return {
    thread: { id },
    approvalPolicy: params["approvalPolicy"] ?? "on-request",
    approvalsReviewer: params["approvalsReviewer"] ?? "user",
    sandbox: { type: policies[String(params["sandbox"])] ?? "readOnly" },
    model: "fake-model",
    cwd: "/workspace",
    ...inForce,
  };
}
