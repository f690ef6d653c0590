import { expect, it } from "vitest";

import { Codex, isTurnFailedError } from "../../src/index.js";
import { failure, gate, message, startTestCodex, startTestRuntime } from "../../src/testing/index.js";
import { stdioTransport } from "../../src/transport/stdio/stdio.js";
import { nextNotification } from "../support/notifications.js";
import { recording } from "../support/recording-transport.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

it("compact resolves when the history is a summary, and a run meanwhile waits for its turn", async () => {
  await using test = await start();
  const held = gate(message("Summary of all"));
  test.model.enqueue(message("One"), held, message("Two"));
  const thread = await test.codex.startThread();
  await thread.run("one");
  const compaction = thread.compact();
  await held.reached;
  const next = thread.run("two");
  // Had it been sent, this would have been answered after it.
  await test.codex.rpc.thread.loaded.list({});
  expect(test.model.requests).toHaveLength(2);
  held.release();
  const { status, items } = await compaction;
  expect([status, items.map(({ type }) => type)]).toEqual(["completed", ["contextCompaction"]]);
  expect((await next).finalResponse).toBe("Two");
  const [, , after] = test.model.requests;
  expect(JSON.stringify(after?.body.input)).toContain("Summary of all");
  expect(JSON.stringify(after?.body.input)).not.toContain('"One"');
});

it("compact does not interrupt a turn that runs, but comes after it", async () => {
  await using test = await start();
  const held = gate(message("One"));
  test.model.enqueue(held, message("Summary"));
  const thread = await test.codex.startThread();
  const run = thread.run("one");
  await held.reached;
  const compaction = thread.compact();
  await test.codex.rpc.thread.loaded.list({});
  held.release();
  expect(await run).toMatchObject({ status: "completed", finalResponse: "One" });
  expect((await compaction).status).toBe("completed");
});

it("compact rejects when it fails, and the thread can be used further", async () => {
  await using test = await start();
  test.model.enqueue(message("One"), failure({ status: 400 }), message("Two"));
  const thread = await test.codex.startThread();
  await thread.run("one");
  const error: unknown = await thread.compact().catch((reason: unknown) => reason);
  expect(isTurnFailedError(error) && error.result.status).toBe("failed");
  expect((await thread.run("two")).finalResponse).toBe("Two");
});

it("compact rejects as the server refuses it", async () => {
  await using test = await start();
  test.model.enqueue(message("One"));
  const thread = await test.codex.startThread();
  await thread.run("one");
  await thread.delete();
  await expect(thread.compact()).rejects.toMatchObject({ code: -32600 });
});

it.each(["onSend", "onReceive"] as const)(
  "a signal that aborts %s ends the compaction on the server too, and nothing else",
  async (moment) => {
    await using test = await startTestRuntime();
    test.model.respond(({ inputText }) =>
      inputText === "two" || inputText === "one" ? message("Said") : gate(message("Never")),
    );
    const controller = new AbortController();
    const sign = moment === "onSend" ? '"method":"thread/compact/start"' : '"type":"contextCompaction"';
    const transport = recording(stdioTransport(test.runtime), {
      [moment]: (text: string) => {
        if (text.includes(sign)) controller.abort("enough");
      },
    });
    await using codex = await Codex.connect({ transport });
    const thread = await codex.startThread();
    await thread.run("one");
    const completed = nextNotification(codex, "turn/completed");
    await expect(thread.compact({ signal: controller.signal })).rejects.toBe("enough");
    expect((await completed).turn.status).toBe("interrupted");
    expect((await thread.run("two")).finalResponse).toBe("Said");
  },
);
