import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, test } from "vitest";
import { openFixture } from "./open-fixture.js";

test("a process's life is published: its pid and binary, then how it ended; not its arguments", async () => {
  const published: unknown[] = [];
  const spawned = (message: unknown): void => void published.push(["spawn", message]);
  const exited = (message: unknown): void => void published.push(["exit", message]);
  subscribe("codex.process.spawn", spawned);
  subscribe("codex.process.exit", exited);
  const { closed } = await openFixture("exit-with-stderr", ["--config", 'key="a secret"']);
  await closed;
  unsubscribe("codex.process.spawn", spawned);
  unsubscribe("codex.process.exit", exited);
  const told = { pid: expect.any(Number) as unknown, path: process.execPath };
  expect(published).toEqual([
    ["spawn", told],
    ["exit", { ...told, exitCode: 7, signal: null }],
  ]);
});

test("what one tick sends arrives in order, each message on its line, and before the end of stdin", async () => {
  const opened = await openFixture("echo", [], { shutdown: { stdinGraceMs: 30_000 } });
  const texts = ["one", "two", "x".repeat(100_000), "last"];
  for (const method of texts) opened.channel.send(JSON.stringify({ method }));
  const closing = opened.channel.close();
  await opened.closed;
  await closing;
  const echoed = opened.messages.map(({ params }) => params as unknown).slice(-texts.length);
  expect(echoed).toEqual(texts.map((method) => JSON.stringify({ method })));
});
