import { expect, it } from "vitest";

import { isApprovalModeError, type ApprovalDecision } from "../../src/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";

it("the handler's signal aborts when the turn is interrupted, and its late answer is not taken", async () => {
  const asked = new Deferred<AbortSignal>();
  const answer = new Deferred<ApprovalDecision>();
  await using test = await startTestCodex({
    onApproval: (_, { signal }) => {
      asked.resolve(signal);
      return answer.promise;
    },
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const file = scriptEscalation(test);
  const turn = await thread.runStreamed("Write it");
  const signal = await asked.promise;
  expect(signal.aborted).toBe(false);
  const aborted = new Promise((resolve) => {
    signal.addEventListener("abort", resolve);
  });

  await turn.interrupt();
  expect((await turn.result()).status).toBe("interrupted");
  await aborted;
  answer.resolve("accept");

  // The model never came to say "Done" in the turn that was interrupted.
  expect((await thread.run("Go on")).finalResponse).toBe("Done");
  expect(file.exists).toBe(false);
});

it("the handler's signal aborts when the client is closed", async () => {
  const asked = new Deferred<AbortSignal>();
  await using test = await startTestCodex({
    onApproval: (_, { signal }) => {
      asked.resolve(signal);
      return new Promise(() => undefined);
    },
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const file = scriptEscalation(test);
  const turn = thread.run("Write it");
  const signal = await asked.promise;
  const closed = expect(turn).rejects.toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
  await test.codex.close();
  await closed;
  expect(signal.aborted).toBe(true);
  expect(file.exists).toBe(false);
});

it("ask without a handler is refused", async () => {
  await using test = await startTestCodex();
  const thread = await test.codex.startThread({ approvalMode: "deny_all" });
  const ask = { approvalMode: "ask" } as never;
  for (const attempt of [
    () => test.codex.startThread(ask),
    () => test.codex.resumeThread(thread.id, ask),
    () => test.codex.forkThread(thread.id, ask),
    () => thread.fork(ask),
    () => thread.run("Hi", ask),
    () => thread.runStreamed("Hi", ask),
  ]) {
    const error: unknown = await attempt().then(String, (reason: unknown) => reason);
    expect(isApprovalModeError(error) && error.message).toContain("onApproval");
  }
  expect((await test.codex.rpc.thread.loaded.list({})).data).toEqual([thread.id]);
  expect(test.model.requests).toEqual([]);
});
