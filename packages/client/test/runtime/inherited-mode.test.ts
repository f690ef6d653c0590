import { expect, it } from "vitest";

import { Codex, type Thread } from "../../src/index.js";
import { message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { sharing } from "../support/shared-codex.js";
import { startAgain } from "../support/start-again.js";

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

const start = sharing(() => startTestCodex());

/** A new process, and a thread for each way to open one there. */
const startCold = sharing(async () =>
  startAgain(
    await startTestCodex(),
    async (test) => {
      const ids = new Map<string, string>();
      for (const [way] of ways) ids.set(way, (await denyAllThread(test)).id);
      return ids;
    },
    (runtime) => Codex.connect({ runtime }),
  ),
);

async function expectDenyAll(test: TestCodex, thread: Thread): Promise<void> {
  expect(thread.settings.approvalMode).toBe("deny_all");
  const file = scriptEscalation(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(test.model.guardian.requests).toEqual([]);
}

it.each<[string, Open]>([
  ...ways,
  ["fork of a resumed thread", async (codex, id) => (await codex.resumeThread(id)).fork()],
])("%s without a mode inherits deny_all, in the process that has the thread loaded", async (_, open) => {
  await using test = await start();
  const { id } = await denyAllThread(test);
  await expectDenyAll(test, await open(test.codex, id));
});

it.each(ways)("%s without a mode inherits deny_all, in a new process", async (way, open) => {
  await using test = await startCold();
  await expectDenyAll(test, await open(test.codex, test.stored.get(way) ?? ""));
});
