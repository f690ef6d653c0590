import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { isConnectionClosedError, type ThreadItem, type TurnResult } from "../../src/index.js";
import { functionCall, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

let commands = 0;

/** A turn that has started a command which goes on until the test lets it end. */
async function startBackground(test: TestCodex, yieldMs = 250) {
  const mark = join(test.home.workspace, `go-${String(++commands)}`);
  const args = { cmd: `until [ -e '${mark}' ]; do sleep 0.02; done; echo late`, yield_time_ms: yieldMs };
  test.model.enqueue(functionCall("exec_command", args, { callId: "background" }), message("Started"));
  const thread = await test.codex.startThread({ sandbox: "full_access" });
  return {
    thread,
    turn: await thread.runStreamed("Start it"),
    letEnd: () => {
      writeFileSync(mark, "");
    },
  };
}

const commandIn = ({ items }: TurnResult): Extract<ThreadItem, { type: "commandExecution" }> | undefined =>
  items.find((item) => item.type === "commandExecution");

it("a command that outlives its turn is in progress in the result, and has ended when the turn has settled", async () => {
  await using test = await start();
  const { turn, letEnd } = await startBackground(test);
  const result = await turn.result();
  expect(result).toMatchObject({ status: "completed", finalResponse: "Started" });
  expect(commandIn(result)).toMatchObject({ id: "background", status: "inProgress" });
  const settled = turn.settled();
  letEnd();
  expect(commandIn(await settled)).toMatchObject({
    status: "completed",
    aggregatedOutput: "late\n",
    exitCode: 0,
  });
  expect({ ...(await settled), items: [] }).toEqual({ ...result, items: [] });
  expect(commandIn(await turn.result())).toMatchObject({ status: "inProgress" });
});

it("a command that ends during the next turn belongs to the turn that started it", async () => {
  await using test = await start();
  const { thread, turn, letEnd } = await startBackground(test);
  await turn.result();
  test.model.respond(async ({ inputText }) => {
    if (inputText !== "next") return undefined;
    letEnd();
    await turn.settled();
    return message("Next");
  });
  const next = await thread.run("next");
  expect(commandIn(next)).toBeUndefined();
  expect(commandIn(await turn.settled())).toMatchObject({ status: "completed", aggregatedOutput: "late\n" });
});

it("a turn without a background command has settled when it is over", async () => {
  await using test = await start();
  test.model.enqueue(functionCall("exec_command", { cmd: "echo done" }), message("Done"));
  const turn = await (await test.codex.startThread()).runStreamed("Hi");
  expect(await turn.settled()).toEqual(await turn.result());
  expect(commandIn(await turn.result())).toMatchObject({ status: "completed", aggregatedOutput: "done\n" });
});

it("the command of an interrupted turn goes on: the turn settles when it ends", async () => {
  await using test = await start();
  const { turn, letEnd } = await startBackground(test, 30_000);
  for await (const { method, params } of turn.events)
    if (method === "item/started" && params.item.type === "commandExecution") break;
  await turn.interrupt();
  const result = await turn.result();
  expect(result.status).toBe("interrupted");
  expect(commandIn(result)).toMatchObject({ status: "inProgress" });
  letEnd();
  expect(commandIn(await turn.settled())).toMatchObject({ status: "completed", aggregatedOutput: "late\n" });
});

it("an archived thread takes its commands with it", async () => {
  await using test = await start();
  const { thread, turn } = await startBackground(test);
  await turn.result();
  await thread.archive();
  // The runtime ends the command, and tells of its end or, in about one archive of six, does not.
  expect(["failed", "inProgress"]).toContain(commandIn(await turn.settled())?.status);
});

it("waiting for a command can be aborted, and rejects when the connection ends; the result stands", async () => {
  await using test = await startTestCodex();
  const { turn } = await startBackground(test);
  const result = await turn.result();
  const reason = new Error("long enough");
  await expect(turn.settled({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const settled = turn.settled().catch((error: unknown) => error);
  await test.codex.close();
  expect(isConnectionClosedError(await settled)).toBe(true);
  expect(await turn.result()).toBe(result);
});
