import { expect, it } from "vitest";

import { Codex, isConnectionClosedError } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { FakeServer, opened } from "../../support/fake-server.js";

const turn = (id: string, status: string) => ({ id, items: [], status, error: null });
const started = (id: string) => ({
  method: "turn/started",
  params: { threadId: "T", turn: turn(id, "inProgress") },
});
const completed = (id: string) => ({
  method: "turn/completed",
  params: { threadId: "T", turn: turn(id, "completed") },
});
const status = (type: string) => ({
  method: "thread/status/changed",
  params: { threadId: "T", status: { type } },
});

/** A server on which the thread T is found at work, and idle whenever it is looked for again. */
const busy = (turns: object[]): FakeServer => {
  let status: object = { type: "active", activeFlags: [] };
  return new FakeServer({
    "thread/resume": (params) => {
      const found = { id: "T", turns, status };
      status = { type: "idle" };
      return opened("T", params, { thread: found });
    },
  });
};

/** By then every request that was to be sent has been sent. */
const sent = async (codex: Codex, server: FakeServer): Promise<number> => {
  await codex.rpc.model.list({});
  return server.paramsOf("turn/start").length;
};

it.each<[string, { turns: object[]; ends: object }]>([
  ["a turn in progress", { turns: [turn("V", "inProgress")], ends: completed("V") }],
  ["a turn that the response does not list", { turns: [], ends: status("idle") }],
  [
    "a turn in progress, of a thread that is then unloaded",
    { turns: [turn("V", "inProgress")], ends: status("notLoaded") },
  ],
])("a run on a thread that is resumed with %s waits for its end", async (_, { turns, ends }) => {
  const server = busy(turns);
  await using codex = await Codex.connect({ transport: server });
  const run = (await codex.resumeThread("T")).run("Hi");
  server.push(completed("W"));
  if (turns.length > 0) expect(await sent(codex, server)).toBe(0);
  server.push(ends);
  expect((await run).status).toBe("completed");
});

it("a run does not wait for a turn whose end came before the response that still lists it", async () => {
  const answer = new Deferred<object>();
  const server = new FakeServer({ "thread/resume": () => answer.promise });
  await using codex = await Codex.connect({ transport: server });
  const resumed = codex.resumeThread("T");
  server.push(completed("V"));
  const thread = { id: "T", turns: [turn("V", "inProgress")], status: { type: "active", activeFlags: [] } };
  answer.resolve(opened("T", {}, { thread }));
  expect((await (await resumed).run("Hi")).status).toBe("completed");
});

it("a run that waits for somebody else's turn can be aborted; the one behind it goes on waiting", async () => {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  server.push(started("V"));
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const aborted = thread.run("one", { signal: controller.signal });
  const next = thread.run("two");
  await codex.rpc.model.list({});
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect(await sent(codex, server)).toBe(0);
  server.push(completed("V"));
  expect((await next).status).toBe("completed");
  expect(server.paramsOf("turn/start")).toMatchObject([{ input: [{ text: "two" }] }]);
});

it("a run that waits for somebody else's turn rejects when the connection ends", async () => {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  server.push(started("V"));
  const run = thread.run("Hi").catch((error: unknown) => error);
  await codex.rpc.model.list({});
  await codex.close();
  expect(isConnectionClosedError(await run)).toBe(true);
});
