import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

import { isRpcError, type ServerNotification } from "../../../src/index.js";
import { functionCall, message, startTestCodex, type TestCodex } from "../../../src/testing/index.js";
import { wire, wireSchema } from "../../support/wire-worker.js";
import { casesOf } from "../../support/wire-schema.js";
import { offlineCalls, type Call, type Surroundings } from "./calls.js";

// What each answer must be is not said here: whatever passes is held to the schema (test/support/wire-setup.ts).

/** Maps that the printed schema loses: they must come, so that their corrections are seen to be right. */
const apps = {
  _default: { enabled: false },
  mail: {
    enabled: true,
    tools: { "messages/list": { enabled: false, approval_mode: "approve" } },
    links: { home: { approvals_reviewer: "user" } },
  },
};

/** What the requests cause, whichever version answers them. */
const caused: readonly ServerNotification["method"][] = [
  "account/updated",
  "item/completed",
  "item/started",
  "thread/archived",
  "thread/deleted",
  "thread/name/updated",
  "thread/started",
  "thread/status/changed",
  "thread/unarchived",
  "turn/completed",
  "turn/started",
];

it("all requests that the runtime answers offline get an answer that fits, and so do their notifications", async () => {
  await using test = await startTestCodex({ experimentalApi: true, config: { apps } });
  const calls = offlineCalls(await surroundings(test));
  const refused = await refusals(test, calls);
  expect(refused).toEqual([]);
  expect(wire.unlisted).toEqual(new Set());
  // The check saw the answers and what they caused: had it slept, nothing would be held to anything.
  expect(calls.filter(({ method }) => !wire.seen.results.has(method))).toEqual([]);
  expect(caused.filter((method) => !wire.seen.notifications.has(method))).toEqual([]);
});

it("without the experimental API, the runtime refuses those that the schema marks, and answers the rest", async () => {
  await using test = await startTestCodex();
  const calls = offlineCalls(await surroundings(test));
  const refused = await refusals(test, calls);
  const marked = calls.filter(({ method }) => experimental(method));
  expect(refused).toEqual(
    marked.map(({ method }) => `${method}: ${method} requires experimentalApi capability`),
  );
});

it("maps that the printed schema loses are there", async () => {
  await using test = await startTestCodex({ config: { apps } });
  const { config } = await test.codex.rpc.config.read({});
  expect((config as { apps?: unknown }).apps).toMatchObject(apps);
});

function experimental(method: string): boolean {
  const one = casesOf(wireSchema(), "ClientRequest").find((inner) => inner.method === method)?.schema;
  return typeof one === "object" && one["x-experimental"] === true;
}

/** A thread with a command in its history, and one more. */
async function surroundings({
  codex,
  home,
  model,
}: Pick<TestCodex, "codex" | "home" | "model">): Promise<Surroundings> {
  await writeFile(join(home.workspace, "needle.txt"), "needle\n");
  const command = functionCall("exec_command", { cmd: "cat needle.txt" }, { callId: "command" });
  model.enqueue(message("First"), command, message("Second"), message("Third"));
  const thread = await codex.startThread();
  await thread.run("A question");
  const { id: turnId, items } = await thread.run("Another question");
  const doomed = await codex.startThread();
  await doomed.run("A last question");
  const [item] = items;
  return {
    workspace: home.workspace,
    outside: home.outside,
    threadId: thread.id,
    turnId,
    itemId: item?.id ?? "",
    doomedId: doomed.id,
  };
}

async function refusals(
  { codex }: Pick<TestCodex, "codex">,
  calls: readonly Call[],
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const { method, params } of calls) {
    try {
      await codex.call(method, params);
    } catch (error) {
      if (!isRpcError(error)) throw error;
      refused.push(`${method}: ${error.message}`);
    }
  }
  return refused;
}
