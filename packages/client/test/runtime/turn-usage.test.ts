import { expect, it } from "vitest";

import type { Thread, TurnResult } from "../../src/index.js";
import {
  functionCall,
  gate,
  message,
  startTestCodex,
  streamFailure,
  type TestCodex,
} from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());
const using = (inputTokens: number) => ({ usage: { inputTokens, outputTokens: 1 } });
const command = (inputTokens: number) => functionCall("exec_command", { cmd: "true" }, using(inputTokens));
const sums = ({ usage }: TurnResult): unknown =>
  usage === null ? null : { turn: usage.turn?.totalTokens, total: usage.total.totalTokens };

it("usage.turn is the sum of the turn's model calls, whatever the thread has used before", async () => {
  await using test = await start();
  test.model.enqueue(command(100), command(200), message("Done", using(300)));
  const thread = await test.codex.startThread();
  const { usage } = await thread.run("go");
  expect(usage).toMatchObject({
    turn: { totalTokens: 603, inputTokens: 600, outputTokens: 3 },
    last: { totalTokens: 301 },
    total: { totalTokens: 603 },
  });
  const held = gate(message("One", using(400)));
  test.model.enqueue(held, message("Two", using(500)));
  const turn = await thread.runStreamed("go on");
  await held.reached;
  await turn.steer("and this");
  held.release();
  // The runtime breaks the call off that the message came into, and does not count it.
  expect(sums(await turn.result())).toEqual({ turn: 501, total: 1104 });

  // Tells first what the turn before has used, and after the call an estimate as the last one.
  test.model.enqueue(message("Summary", using(600)));
  expect(sums(await thread.compact())).toEqual({ turn: 601, total: 1705 });

  // So it does where a call fails.
  expect(sums(await failing(test, thread))).toEqual({ turn: 0, total: 1705 });
  test.model.enqueue(command(10), streamFailure({ code: "server_is_overloaded" }));
  expect(sums(await (await thread.runStreamed("again")).result())).toEqual({ turn: 11, total: 1716 });
});

async function failing(test: TestCodex, thread: Thread): Promise<TurnResult> {
  test.model.enqueue(streamFailure({ code: "server_is_overloaded" }));
  return (await thread.runStreamed("again")).result();
}

it("usage.turn goes on where a thread is resumed, copied or reverted", async () => {
  await using test = await start();
  const answer = (tokens: number) => test.model.enqueue(message("Said", using(tokens)));
  const thread = await test.codex.startThread();
  answer(100);
  await thread.run("one");
  await thread.close();
  const resumed = await test.codex.resumeThread(thread.id, { excludeTurns: true });
  // Of a loaded thread the runtime does not say what it has used, when its turns are left out; the first that it tells is old.
  expect(sums(await failing(test, resumed))).toEqual({ turn: undefined, total: 101 });
  await resumed.close();
  const again = await test.codex.resumeThread(thread.id, { excludeTurns: true });
  answer(200);
  expect(sums(await again.run("two"))).toEqual({ turn: 201, total: 302 });
  const fork = await again.fork();
  answer(300);
  expect(sums(await fork.run("three"))).toEqual({ turn: 301, total: 603 });
  answer(400);
  const { id, usage } = await again.run("four");
  expect(usage?.turn?.totalTokens).toBe(401);
  await test.codex.rpc.thread.revert({ threadId: thread.id, beforeTurnId: id });
  answer(500);
  expect(sums(await again.run("five"))).toEqual({ turn: 501, total: 803 });
});

it("a compaction in the middle of a turn counts, and so does what a copy in memory begins with", async () => {
  await using test = await startTestCodex({ config: { model_auto_compact_token_limit: 1000 } });
  test.model.enqueue(command(5000), message("Summary", using(300)), message("End", using(40)));
  const thread = await test.codex.startThread();
  expect(sums(await thread.run("go"))).toEqual({ turn: 5343, total: 5343 });
  const fork = await thread.fork({ ephemeral: true, excludeTurns: true });
  expect(sums(await failing(test, fork))).toEqual({ turn: 0, total: 5343 });
  test.model.enqueue(message("Said", using(60)));
  expect(sums(await fork.run("on"))).toEqual({ turn: 61, total: 5404 });
});
