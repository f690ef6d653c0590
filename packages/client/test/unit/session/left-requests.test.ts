import { expect, it, vi } from "vitest";

import { Codex, type ApprovalEvent } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

const asked = { threadId: "T", turnId: "theirs", itemId: "i" };
const command = "item/commandExecution/requestApproval";

async function connect(answers: ConstructorParameters<typeof FakeServer>[0] = {}) {
  const server = new FakeServer(answers);
  const codex = await Codex.connect({
    transport: Object.assign(server, { shared: true }),
    onApproval: () => "accept",
  });
  const trail: ApprovalEvent[] = [];
  void (async () => {
    for await (const event of codex.approvals()) if (event.type !== "missed") trail.push(event);
  })();
  const told = () => trail.map((event) => (event.type === "resolved" ? event.how : event.type));
  const answersTo = (id: number) =>
    server.sent.filter((text) => {
      const message = JSON.parse(text) as { id?: number; method?: string };
      return message.id === id && message.method === undefined;
    });
  // A round trip: whatever was to be sent is sent by then.
  const settle = () => codex.rpc.model.list({});
  return { server, codex, told, answersTo, settle, [Symbol.asyncDispose]: () => codex.close() };
}

it.each([
  [
    "somebody answers",
    { method: "serverRequest/resolved", params: { threadId: "T", requestId: 70 } },
    "elsewhere",
  ],
  [
    "its turn ends",
    {
      method: "turn/completed",
      params: { threadId: "T", turn: { id: "theirs", items: [], status: "completed" } },
    },
    "withdrawn",
  ],
  ["its thread is closed", { method: "thread/closed", params: { threadId: "T" } }, "withdrawn"],
])("a request for another client gets no answer, and is let go of when %s", async (_when, end, how) => {
  await using client = await connect();
  const thread = await client.codex.startThread();
  client.server.push({ id: 70, method: command, params: asked });
  // Asked again, as on each resume.
  client.server.push({ id: 70, method: command, params: asked });
  await vi.waitFor(() => expect(client.told()).toEqual(["requested"]));
  client.server.push(end);
  await vi.waitFor(() => expect(client.told()).toEqual(["requested", how]));
  await client.settle();
  // Nothing is kept of it: asked once more, it is another.
  client.server.push({ id: 70, method: command, params: asked });
  await vi.waitFor(() => expect(client.told()).toEqual(["requested", how, "requested"]));
  expect(client.answersTo(70)).toEqual([]);
  expect(thread.id).toBe("T");
});

it("a tool's call for another client is let go of when its item is completed", async () => {
  await using client = await connect();
  const params = { threadId: "T", turnId: "theirs", callId: "c", tool: "theirs", arguments: {} };
  client.server.push({ id: 71, method: "item/tool/call", params });
  await client.settle();
  const item = { type: "dynamicToolCall", id: "c" };
  client.server.push({ method: "item/completed", params: { threadId: "T", turnId: "theirs", item } });
  await client.settle();
  expect(client.answersTo(71)).toEqual([]);
  expect(client.told()).toEqual([]);
});

it("what is asked in a turn before the answer that names it is answered then", async () => {
  let name: (answer: object) => void = () => undefined;
  await using client = await connect({ "turn/start": () => new Promise((resolve) => (name = resolve)) });
  const thread = await client.codex.startThread();
  const turn = thread.runStreamed("Hi");
  await vi.waitFor(() => expect(client.server.paramsOf("turn/start")).toHaveLength(1));
  client.server.push({ id: 72, method: command, params: asked });
  await vi.waitFor(() => expect(client.told()).toEqual(["requested"]));
  expect(client.answersTo(72)).toEqual([]);
  name({ turn: { id: "theirs", items: [], status: "inProgress", error: null } });
  await turn;
  await vi.waitFor(() => expect(client.answersTo(72)).toHaveLength(1));
  expect(client.told()).toEqual(["requested", "withdrawn", "requested", "decided"]);
});
