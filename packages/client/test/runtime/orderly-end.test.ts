import { expect, it } from "vitest";

import { gate, message, startTestCodex } from "../../src/testing/index.js";
import { refusal } from "../support/refusal.js";

it("close with graceMs lets turns end by themselves, pauses goals and starts nothing more", async () => {
  await using test = await startTestCodex();
  const { codex, model } = test;
  const [short, working] = [gate(message("In time")), gate(message("One"))];
  model.respond(({ inputText }) => (inputText === "short" ? short : working));
  const [thread, pursuing] = await Promise.all([codex.startThread(), codex.startThread()]);
  const run = thread.run("short");
  const waiting = refusal(thread.run("next"));
  const goal = await pursuing.goal.set({ objective: "Count" });
  await Promise.all([short.reached, working.reached]);

  const paused = new Promise<void>((resolve) => {
    codex.on("thread/goal/updated", ({ goal: { status } }) => {
      if (status === "paused") resolve();
    });
  });
  const closed = codex.close({ graceMs: 60_000 });
  expect(await refusal(pursuing.run("later"))).toMatchObject({ name: "ConnectionClosedError" });
  await paused;
  short.release();
  working.release();
  await closed;
  expect((await run).finalResponse).toBe("In time");
  expect(await waiting).toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
  expect((await goal.ended).status).toBe("paused");
  expect(model.requests).toHaveLength(2);
  expect(await codex.closed).toMatchObject({ reason: "closed" });
});

it("what still runs then is interrupted, and has its result", async () => {
  await using test = await startTestCodex();
  const never = gate(message("Never"));
  test.model.enqueue(never);
  const turn = await (await test.codex.startThread()).runStreamed("long");
  await never.reached;
  await test.codex.close({ graceMs: 0 });
  expect(await turn.result()).toMatchObject({ status: "interrupted", items: [{ type: "userMessage" }] });
});
