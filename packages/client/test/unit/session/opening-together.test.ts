import { expect, it, vi } from "vitest";

import { Codex, defineTool } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { FakeServer, opened } from "../../support/fake-server.js";

const sentMethods = (server: FakeServer): unknown[] =>
  server.sent.map((text) => (JSON.parse(text) as { method?: string }).method);

it.each(["one after the other", "in one read"])(
  "a resume that is given up does not take the thread away from another under way, answered %s",
  async (how) => {
    const answers = [new Deferred<object>(), new Deferred<object>()];
    let asked = 0;
    const server = new FakeServer({
      "thread/resume": () => answers[asked++]?.promise,
    });
    await using codex = await Codex.connect({ transport: server });
    const controller = new AbortController();
    const givenUp = codex.resumeThread("T", { signal: controller.signal }).catch((error: unknown) => error);
    const kept = codex.resumeThread("T");
    controller.abort(new Error("enough"));
    expect(await givenUp).toMatchObject({ message: "enough" });
    answers[0]?.resolve(opened("T", {}));
    if (how === "one after the other") await codex.rpc.model.list({});
    answers[1]?.resolve(opened("T", {}));
    const thread = await kept;
    await codex.rpc.model.list({});
    expect(sentMethods(server)).not.toContain("thread/unsubscribe");
    expect(await thread.run("Hi")).toMatchObject({ status: "completed" });
  },
);

it("a resume that nobody waits for any more is let go of", async () => {
  const answer = new Deferred<object>();
  const server = new FakeServer({ "thread/resume": () => answer.promise });
  await using codex = await Codex.connect({ transport: server });
  await expect(codex.resumeThread("T", { timeoutMs: 5 })).rejects.toMatchObject({ timeoutMs: 5 });
  answer.resolve(opened("T", {}));
  await vi.waitFor(() => expect(sentMethods(server)).toContain("thread/unsubscribe"));
});

it("a fork with a handler of its own has the tools of a thread that the server has closed", async () => {
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    experimentalApi: true,
    onApproval: () => "decline",
  });
  const now = defineTool({
    name: "now",
    description: "The time.",
    parameters: { type: "object", properties: {} },
    execute: () => "noon",
  });
  const thread = await codex.startThread({ tools: [now] });
  server.push({ method: "thread/closed", params: { threadId: thread.id } });
  const fork = await thread.fork({ onApproval: () => "decline" });
  const call = { threadId: fork.id, turnId: "U", callId: "c", tool: "now", arguments: {} };
  expect(await server.ask(1, "item/tool/call", call)).toMatchObject({
    result: { success: true, contentItems: [{ text: "noon" }] },
  });
});
