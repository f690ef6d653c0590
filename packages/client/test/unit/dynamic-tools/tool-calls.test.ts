import { expect, it } from "vitest";

import { Codex, defineTool } from "../../../src/index.js";
import { FakeServer, opened } from "../../support/fake-server.js";

const call = { threadId: "T", turnId: "U", callId: "c1", tool: "echo", arguments: { a: 1 } };
const echo = defineTool({
  name: "echo",
  description: "",
  parameters: { type: "object" },
  execute: (args) => args as object,
});
const echoed = { success: true, contentItems: [{ type: "inputText", text: '{"a":1}' }] };
const refused = {
  success: false,
  contentItems: [{ type: "inputText", text: "This client has no such tool." }],
};

it("a call right behind the answer to a resume finds its tool", async () => {
  let answer: Promise<{ result?: unknown }> | undefined;
  const server: FakeServer = new FakeServer({
    "thread/resume": () => {
      queueMicrotask(() => {
        answer = server.ask(7, "item/tool/call", call);
      });
      return opened("T", {});
    },
  });
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.resumeThread("T", { tools: [echo] });
  expect((await answer)?.result).toEqual(echoed);
});

it.each([
  ["by another name", { tool: "reverb" }],
  ["in another thread", { threadId: "S" }],
  ["in a namespace", { namespace: "theirs" }],
])("a tool %s is not this one, and is refused", async (_what, other) => {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.resumeThread("T", { tools: [echo] });
  expect((await server.ask(7, "item/tool/call", { ...call, namespace: null })).result).toEqual(echoed);
  expect((await server.ask(8, "item/tool/call", { ...call, ...other })).result).toEqual(refused);
});

it("the end of one turn leaves the calls of others alone", async () => {
  const signals: AbortSignal[] = [];
  const hold = defineTool({
    name: "echo",
    description: "",
    parameters: { type: "object" },
    execute: (_args, { signal }) => {
      signals.push(signal);
      return new Promise<object>(() => undefined);
    },
  });
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.resumeThread("T", { tools: [hold] });
  const first = server.ask(7, "item/tool/call", call);
  void server.ask(8, "item/tool/call", { ...call, turnId: "V" });
  await expect.poll(() => signals).toHaveLength(2);
  const turn = { id: "U", items: [], status: "interrupted", error: null };
  server.push({ method: "turn/completed", params: { threadId: "T", turn } });
  // Whatever the tool does, the call is answered.
  expect((await first).result).toMatchObject({ success: false });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

it("a tool is not executed whose turn ends in one read with the call", async () => {
  let executed = false;
  const tool = defineTool({
    name: "echo",
    description: "",
    parameters: { type: "object" },
    execute: () => (executed = true),
  });
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.resumeThread("T", { tools: [tool] });
  const answer = server.ask(7, "item/tool/call", call);
  const turn = { id: "U", items: [], status: "interrupted", error: null };
  server.push({ method: "turn/completed", params: { threadId: "T", turn } });
  expect((await answer).result).toMatchObject({ success: false });
  expect(executed).toBe(false);
});

it("a tool is not executed whose turn ends while its arguments are validated", async () => {
  let executed = false;
  const validated: (() => void)[] = [];
  const slow = defineTool({
    name: "echo",
    description: "",
    parameters: {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) =>
          new Promise<{ value: unknown }>((resolve) => {
            validated.push(() => {
              resolve({ value });
            });
          }),
        jsonSchema: { input: () => ({ type: "object" }) },
      },
    },
    execute: () => (executed = true),
  });
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.resumeThread("T", { tools: [slow] });
  const answer = server.ask(7, "item/tool/call", call);
  await expect.poll(() => validated).toHaveLength(1);
  const turn = { id: "U", items: [], status: "interrupted", error: null };
  server.push({ method: "turn/completed", params: { threadId: "T", turn } });
  expect((await answer).result).toMatchObject({ success: false });
  for (const resolve of validated) resolve();
  await codex.call("thread/read", { threadId: "T" }).catch(() => undefined);
  expect(executed).toBe(false);
});
