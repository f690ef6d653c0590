// An app-server in the memory of the measured process: it answers with the least work, and keeps nothing of what has ended.
import type { Transport, TransportChannel, TransportSink } from "@codex-typed/client";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "./client.js";

type Params = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Params;
}

interface Running {
  readonly id: string;
  readonly threadId: string;
}

/** What a turn does, by the text that starts it; any other text is answered at once. */
export const texts = {
  /** Runs until the program says `finish`. */
  hold: "hold",
  /** Tells its answer in as many deltas as `deltas` says. */
  deltas: "deltas",
} as const;

/** How many lines come in one turn of the event loop, as they come in one read of a socket. */
const linesAtOnce = 200;

export class FakeServer implements Transport {
  readonly shared: boolean;
  /** How many deltas the turns have that have any. */
  deltas = 0;
  /** How long each `thread/resume` takes, one after the other, in milliseconds. */
  resumeMs = 0;
  /** How many requests have come. */
  requests = 0;
  readonly #client: Client;
  readonly #running = new Map<string, Running>();
  #sink: TransportSink | undefined;
  #threads = 0;
  #turns = 0;
  #resumes: Promise<unknown> = Promise.resolve();

  constructor(client: Client, { shared }: { readonly shared: boolean }) {
    this.#client = client;
    this.shared = shared;
  }

  open(sink: TransportSink): Promise<TransportChannel> {
    this.#sink = sink;
    return Promise.resolve({
      send: (text) => {
        if (this.#sink === sink) this.#receive(sink, JSON.parse(text) as Message);
      },
      close: () => {
        if (this.#sink === sink) this.#end("closed");
        return Promise.resolve();
      },
    });
  }

  /** Breaks the connection. What runs goes on. */
  drop(): void {
    this.#end("disconnected");
  }

  /** Ends the turn that runs on a thread. */
  finish(threadId: string): void {
    const turn = this.#running.get(threadId);
    if (turn !== undefined) this.#complete(turn, "Done");
  }

  #end(reason: "closed" | "disconnected"): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.closed(new this.#client.ConnectionClosedError(`It was ${reason}.`, { reason }));
  }

  #receive(sink: TransportSink, { id, method, params = {} }: Message): void {
    if (id === undefined || method === undefined) return;
    this.requests += 1;
    const answer = (message: object): void => {
      sink.message(JSON.stringify({ id, ...message }));
    };
    const result = this.#resultOf(method, params);
    if (result instanceof Refusal) answer({ error: { code: -32600, message: result.message } });
    else if (result instanceof Promise) void result.then((value: object) => answer({ result: value }));
    else answer({ result });
    if (method === "turn/start" && !(result instanceof Refusal)) this.#startTurn(params);
  }

  #resultOf(method: string, params: Params): object {
    const threadId = String(params["threadId"]);
    const running = this.#running.get(threadId);
    switch (method) {
      case "initialize":
        return {
          userAgent: `codex-typed/${String(this.#client.RUNTIME_VERSION)} (Bench 1.0; x86_64)`,
          codexHome: "/codex-home",
          platformFamily: "unix",
          platformOs: "linux",
        };
      case "thread/start":
        return opened(`T${String(++this.#threads)}`, params, "idle");
      case "thread/resume":
        return this.#afterResume(() => opened(threadId, {}, this.#running.has(threadId) ? "active" : "idle"));
      case "thread/loaded/list":
        return { data: [...this.#running.keys()], nextCursor: null };
      case "thread/turns/list":
        return { data: running === undefined ? [] : [turnOf(running, "inProgress")], nextCursor: null };
      case "turn/start": {
        const turn = { id: `U${String(++this.#turns)}`, threadId };
        this.#running.set(threadId, turn);
        return { turn: turnOf(turn, "inProgress") };
      }
      case "turn/steer":
        if (running === undefined) return new Refusal("no active turn to steer");
        if (running.id === params["expectedTurnId"]) return { turnId: running.id };
        return new Refusal(
          `expected active turn id \`${String(params["expectedTurnId"])}\` but found \`${running.id}\``,
        );
      case "turn/interrupt":
        if (running !== undefined) queueMicrotask(() => this.#complete(running, "", "interrupted"));
        return {};
      case "thread/unsubscribe":
        return { status: "unsubscribed" };
      default:
        return {};
    }
  }

  #afterResume(response: () => object): Promise<object> {
    const resumed = this.#resumes.then(() => pause(this.resumeMs)).then(response);
    this.#resumes = resumed;
    return resumed;
  }

  #startTurn(params: Params): void {
    const threadId = String(params["threadId"]);
    const turn = this.#running.get(threadId);
    if (turn === undefined) return;
    const [input] = params["input"] as readonly { readonly text: string }[];
    const text = input?.text;
    const content = [{ type: "text", text, text_elements: [] }];
    this.#push("turn/started", { threadId, turn: turnOf(turn, "inProgress") });
    this.#tellItem(turn, {
      type: "userMessage",
      id: "m0",
      clientId: params["clientUserMessageId"] ?? null,
      content,
    });
    if (text === texts.hold) return;
    if (text === texts.deltas) void this.#tellDeltas(turn);
    else queueMicrotask(() => this.#complete(turn, "Done"));
  }

  async #tellDeltas(turn: Running): Promise<void> {
    const { id: turnId, threadId } = turn;
    const params = { threadId, turnId, itemId: "m1", delta: "word " };
    const line = JSON.stringify({ method: "item/agentMessage/delta", params });
    this.#push("item/started", { threadId, turnId, item: message(""), startedAtMs: 0 });
    for (let told = 0; told < this.deltas; told++) {
      if (told % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      this.#sink?.message(line);
    }
    this.#complete(turn, "word ".repeat(this.deltas));
  }

  #tellItem({ id: turnId, threadId }: Running, item: object): void {
    this.#push("item/started", { threadId, turnId, item, startedAtMs: 0 });
    this.#push("item/completed", { threadId, turnId, item, completedAtMs: 0 });
  }

  #complete(turn: Running, text: string, status = "completed"): void {
    const { id: turnId, threadId } = turn;
    if (this.#running.get(threadId) !== turn) return;
    this.#running.delete(threadId);
    this.#push("item/completed", { threadId, turnId, item: message(text), completedAtMs: 0 });
    this.#push("turn/completed", { threadId, turn: turnOf(turn, status) });
  }

  #push(method: string, params: object): void {
    this.#sink?.message(JSON.stringify({ method, params }));
  }
}

/** The server refuses the request, in these words. */
class Refusal {
  constructor(readonly message: string) {}
}

const turnOf = ({ id }: Running, status: string): object => ({ id, items: [], status, error: null });

const message = (text: string): object => ({
  type: "agentMessage",
  id: "m1",
  text,
  phase: null,
  memoryCitation: null,
});

/** All is in force that was asked. */
function opened(id: string, params: Params, status: "idle" | "active"): object {
  return {
    thread: { id, status: { type: status } },
    approvalPolicy: params["approvalPolicy"] ?? "on-request",
    approvalsReviewer: params["approvalsReviewer"] ?? "user",
    sandbox: { type: "readOnly", networkAccess: false },
    model: "fake-model",
    cwd: "/workspace",
  };
}
