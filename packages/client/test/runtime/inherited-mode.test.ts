import { expect, it } from "vitest";

import { Codex, type Thread } from "../../src/index.js";
import { message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";

/** A stored thread that was started with deny_all. One without a turn could not be opened again. */
async function denyAllThread(test: TestCodex): Promise<Thread> {
  const thread = await test.codex.startThread({ approvalMode: "deny_all" });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  return thread;
}

type Open = (codex: Codex, id: string) => Promise<Thread>;
const ways: [string, Open][] = [
  ["resumeThread", (codex, id) => codex.resumeThread(id)],
  ["forkThread", (codex, id) => codex.forkThread(id)],
];

it.each<[string, Open]>([
  ...ways,
  ["fork of a resumed thread", async (codex, id) => (await codex.resumeThread(id)).fork()],
])("%s without a mode inherits deny_all, in the process that has the thread loaded", async (_, open) => {
  await using test = await startTestCodex();
  const { id } = await denyAllThread(test);
  const thread = await open(test.codex, id);
  expect(thread.settings.approvalMode).toBe("deny_all");
  const file = scriptEscalation(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(test.model.guardian.requests).toEqual([]);
});

it.each(ways)("%s without a mode inherits deny_all, in a new process", async (_, open) => {
  await using test = await startTestCodex();
  const { id } = await denyAllThread(test);
  await test.codex.close();
  await using second = await Codex.connect({ runtime: test.runtime });
  const thread = await open(second, id);
  expect(thread.settings.approvalMode).toBe("deny_all");
  const file = scriptEscalation(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(test.model.guardian.requests).toEqual([]);
});
