import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { afterEach, expect, it } from "vitest";

import { Codex, isInvalidRequestError, type RequestDiagnostics } from "../../../src/index.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";

const subscriptions: Disposable[] = [];
afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription[Symbol.dispose]();
});

/** What a tracing channel tells, each time with the event as it is then. */
function listen(name: string): { readonly stages: string[]; readonly events: object[] } {
  const heard = { stages: [] as string[], events: [] as object[] };
  for (const stage of ["start", "end", "asyncStart", "asyncEnd", "error"]) {
    const channel = `tracing:${name}:${stage}`;
    const hear = (event: unknown): void => {
      heard.stages.push(stage);
      heard.events.push({ ...(event as object) });
    };
    subscribe(channel, hear);
    subscriptions.push({ [Symbol.dispose]: () => void unsubscribe(channel, hear) });
  }
  return heard;
}

it("a call tells of its method, its id and its attempts; not of what it sends, nor of the answer", async () => {
  await using codex = await Codex.connect({ transport: new FakeServer() });
  const heard = listen("codex.request");
  await codex.call("account/login/start", { type: "apiKey", apiKey: "a secret" });
  expect(heard.stages).toEqual(["start", "end", "asyncStart", "asyncEnd"]);
  expect(heard.events[0]).toEqual({ method: "account/login/start", id: undefined, attempts: 0 });
  expect(heard.events[3]).toEqual({ method: "account/login/start", id: 2, attempts: 1 });
});

it("a call that is refused tells of the name and the code, not of what the server says", async () => {
  const server = new FakeServer({
    "m/refused": () => {
      throw new Refusal(-32600);
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const heard = listen("codex.request");
  await expect(codex.call("m/refused")).rejects.toSatisfy(isInvalidRequestError);
  expect(heard.stages).toEqual(["start", "end", "error", "asyncStart", "asyncEnd"]);
  expect(heard.events[4]).toEqual({
    method: "m/refused",
    id: 2,
    attempts: 1,
    error: { name: "InvalidRequestError", code: -32600 },
  });
});

it("a store that is bound to the start is the caller's trace context, and there at the end", async () => {
  const store = new AsyncLocalStorage<string>();
  const channel = tracingChannel<unknown, RequestDiagnostics>("codex.request");
  const ends: unknown[] = [];
  const atEnd = (): void => void ends.push(store.getStore());
  channel.start.bindStore(store, (event) => `span of ${event.method}`);
  channel.asyncEnd.subscribe(atEnd);
  subscriptions.push({
    [Symbol.dispose]: () => {
      channel.start.unbindStore(store);
      channel.asyncEnd.unsubscribe(atEnd);
    },
  });
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    traceContext: () => ({ traceparent: store.getStore() }),
  });
  await codex.call("m");
  expect(ends).toEqual(["span of initialize", "span of m"]);
  expect(JSON.parse(server.sent.at(-1) ?? "")).toMatchObject({ trace: { traceparent: "span of m" } });
});

it("a turn tells of its start, and of its end with its id and its status", async () => {
  await using codex = await Codex.connect({ transport: new FakeServer() });
  const thread = await codex.startThread();
  const heard = listen("codex.turn");
  await thread.run("a secret");
  await new Promise(setImmediate);
  expect(heard.stages).toEqual(["start", "end", "asyncStart", "asyncEnd"]);
  expect(heard.events[0]).toEqual({ threadId: "T", turnId: undefined, status: undefined });
  expect(heard.events[3]).toEqual({ threadId: "T", turnId: "U1", status: "completed" });
});

it("a turn that is never started is an error", async () => {
  const server = new FakeServer({
    "turn/start": () => {
      throw new Refusal(-32602);
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const heard = listen("codex.turn");
  await expect(thread.run("Hi")).rejects.toThrow();
  await new Promise(setImmediate);
  expect(heard.stages).toEqual(["start", "end", "error", "asyncStart", "asyncEnd"]);
  expect(heard.events[4]).toMatchObject({ error: { name: "InvalidParamsError", code: -32602 } });
});

it("an approval tells whose it is and how it was decided, not what it asks for", async () => {
  const server = new FakeServer();
  await using _codex = await Codex.connect({ transport: server, onApproval: () => "accept" });
  const heard = listen("codex.approval");
  const of = { threadId: "T", turnId: "U", itemId: "i" };
  await server.ask(0, "item/commandExecution/requestApproval", { ...of, command: "a secret" });
  expect(heard.stages).toEqual(["start", "end", "asyncStart", "asyncEnd"]);
  const method = "item/commandExecution/requestApproval";
  expect(heard.events[3]).toEqual({ method, id: 0, ...of, decision: "accept" });
});
