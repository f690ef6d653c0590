import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

const turn = (id: string, status: string) => ({ id, items: [], status, error: null });

/** A server that tells a raw turn's whole life before it answers the request for it. */
function hastyServer(): FakeServer {
  const server: FakeServer = new FakeServer({
    "turn/start": ({ threadId, input }) => {
      const id = JSON.stringify(input).includes("own") ? "own" : "raw";
      if (id === "raw") {
        server.push({ method: "turn/started", params: { threadId, turn: turn(id, "inProgress") } });
        server.push({ method: "turn/completed", params: { threadId, turn: turn(id, "completed") } });
        return { turn: turn(id, "completed") };
      }
      queueMicrotask(() => {
        server.push({ method: "turn/completed", params: { threadId, turn: turn(id, "completed") } });
      });
      return { turn: turn(id, "inProgress") };
    },
  });
  return server;
}

const text = (words: string) => [{ type: "text" as const, text: words }];

it("a raw turn that ends before the answer which names it leaves its thread free", async () => {
  await using codex = await Codex.connect({ transport: hastyServer() });
  const thread = await codex.startThread();
  await codex.rpc.turn.start({ threadId: thread.id, input: text("raw") });
  expect(await thread.run("own", { signal: AbortSignal.timeout(1_000) })).toMatchObject({ id: "own" });
});

it("text of a raw call that goes into a turn which ends before the answer leaves its thread free", async () => {
  const server = hastyServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const params = { threadId: thread.id, turn: turn("raw", "inProgress") };
  server.push({ method: "turn/started", params });
  await codex.rpc.turn.start({ threadId: thread.id, input: text("raw") });
  expect(await thread.run("own", { signal: AbortSignal.timeout(1_000) })).toMatchObject({ id: "own" });
});
