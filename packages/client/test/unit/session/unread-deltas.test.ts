import { afterEach, expect, it, vi } from "vitest";

import { Codex, type ServerNotification } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { collect, textOf } from "../../support/notifications.js";

const turn = (status: string) => ({ id: "U", items: [], status, error: null });
const of = { threadId: "T", turnId: "U" };
const delta = (text: string, over: object = {}) =>
  ({
    method: "item/agentMessage/delta",
    params: { ...of, itemId: "i", delta: text, ...over },
  }) as ServerNotification;
const completed = { method: "turn/completed", params: { threadId: "T", turn: turn("completed") } };
const started = { method: "turn/started", params: { threadId: "T", turn: turn("inProgress") } };

afterEach(() => {
  vi.restoreAllMocks();
});

async function connect() {
  const server = new FakeServer({ "turn/start": () => ({ turn: turn("inProgress") }) });
  const codex = await Codex.connect({ transport: server });
  return { server, codex, thread: await codex.startThread() };
}

/** Pushes deltas and says how many of them were parsed. */
function parsedOf(server: FakeServer, count: number): number {
  const parse = vi.spyOn(JSON, "parse");
  for (let n = 0; n < count; n++) server.push(delta(`delta ${String(n)} `));
  const parsed = parse.mock.calls.filter(([text]) => text.includes("delta")).length;
  parse.mockRestore();
  return parsed;
}

it("with run alone, no delta is parsed after the turn's first event, and the result is whole", async () => {
  const { server, codex, thread } = await connect();
  await using _codex = codex;
  const running = thread.run("Hi");
  await vi.waitFor(() => expect(server.sent.some((text) => text.includes("turn/start"))).toBe(true));
  server.push(started);
  await new Promise(setImmediate);
  expect(parsedOf(server, 100)).toBe(0);
  const item = { type: "agentMessage", id: "i", text: "all of it" };
  const tokenUsage = { total: { totalTokens: 1 }, last: { totalTokens: 1 } };
  server.push({ method: "item/completed", params: { item, ...of } });
  server.push({ method: "thread/tokenUsage/updated", params: { ...of, tokenUsage } });
  server.push(completed);
  expect(await running).toMatchObject({ finalResponse: "all of it", items: [item], usage: tokenUsage });
});

it("codex.on a delta hears every one, of run too, from when it is called until it is disposed", async () => {
  const { server, codex, thread } = await connect();
  await using _codex = codex;
  const running = thread.run("Hi");
  await vi.waitFor(() => expect(server.sent.some((text) => text.includes("turn/start"))).toBe(true));
  server.push(started);
  await new Promise(setImmediate);
  expect(parsedOf(server, 3)).toBe(0);
  const heard: string[] = [];
  const subscription = codex.on("item/agentMessage/delta", (params) => heard.push(params.delta));
  expect(parsedOf(server, 3)).toBe(3);
  subscription[Symbol.dispose]();
  expect(parsedOf(server, 3)).toBe(0);
  server.push(completed);
  await running;
  expect(heard).toEqual(["delta 0 ", "delta 1 ", "delta 2 "]);
});

it("who leaves the loop has the turn's deltas parsed no more, and still gets its result", async () => {
  const { server, codex, thread } = await connect();
  await using _codex = codex;
  const streamed = await thread.runStreamed("Hi");
  server.push(started);
  expect(parsedOf(server, 3)).toBe(3);
  for await (const _event of streamed.events) break;
  expect(parsedOf(server, 3)).toBe(0);
  server.push(completed);
  expect(await streamed.result()).toMatchObject({ status: "completed" });
  expect(await collect(streamed.events)).toEqual([]);
});

it("a reader that lags gets every character and the end, and other threads and answers flow on meanwhile", async () => {
  const { server, codex, thread } = await connect();
  await using _codex = codex;
  const streamed = await thread.runStreamed("Hi");
  server.push(started);
  for (let n = 0; n < 20_000; n++) server.push(delta(`${String(n)} `));
  const elsewhere: unknown[] = [];
  codex.on("thread/name/updated", (params) => elsewhere.push(params));
  server.push({ method: "thread/name/updated", params: { threadId: "S", threadName: "other" } });
  await codex.rpc.model.list({});
  server.push(completed);
  const events = await collect(streamed.events);
  expect(elsewhere).toHaveLength(1);
  expect(events.map(({ method }) => method)).toEqual([
    "turn/started",
    "item/agentMessage/delta",
    "turn/completed",
  ]);
  expect(textOf(events)).toBe(Array.from({ length: 20_000 }, (_, n) => `${String(n)} `).join(""));
});
