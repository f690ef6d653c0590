import { afterAll, beforeAll } from "vitest";

import type { ApprovalMode, Codex, Rpc } from "../../src/index.js";
import type { ScriptedModel, TestCodex } from "../../src/testing/index.js";
import { ReplyQueue } from "../../src/testing/model-script.js";
import { refuseUndone } from "../../src/testing/undone.js";

/**
 * Lets the tests of a file take turns with one runtime and client, since a start costs more than most of what they do.
 * For tests that depend neither on what a client was connected with nor on its end.
 *
 * @returns What stands for `start` in a test: the model has a script of the test's own, and disposing ends what the test left.
 * A test that comes while another has not been disposed of, because that one timed out, gets a runtime of its own.
 */
export function sharing<Mode extends ApprovalMode, Raw extends Rpc>(
  start: () => Promise<TestCodex<Mode, Raw>>,
): () => Promise<TestCodex<Mode, Raw>> {
  const started: TestCodex<Mode, Raw>[] = [];
  const idle: TestCodex<Mode, Raw>[] = [];
  const startAnother = async (): Promise<TestCodex<Mode, Raw>> => {
    const test = await start();
    started.push(test);
    return test;
  };
  beforeAll(async () => {
    idle.push(await startAnother());
  });
  afterAll(async () => {
    await Promise.all(started.map((test) => test[Symbol.asyncDispose]()));
  });
  return async () => {
    const test = idle.pop() ?? (await startAnother());
    const threads = threadsFromNow(test.codex);
    const model = ownScript(test.model);
    let disposed: Promise<void> | undefined;
    const dispose = async (): Promise<void> => {
      try {
        await threads.delete();
      } finally {
        await model.close();
      }
      // Not where that failed: what the test left would reach the next one.
      idle.push(test);
    };
    const close = (): Promise<void> => (disposed ??= dispose());
    return { ...test, model, close, [Symbol.asyncDispose]: close };
  };
}

/** The threads that come up from now on. Deleting them ends their turns: none asks the model for something later. */
function threadsFromNow(codex: Pick<Codex, "rpc" | "on">): { delete(): Promise<void> } {
  const ids = new Set<string>();
  const subscriptions = [
    codex.on("thread/started", ({ thread }) => ids.add(thread.id)),
    codex.on("thread/deleted", ({ threadId }) => ids.delete(threadId)),
  ];
  return {
    async delete() {
      for (const id of (await codex.rpc.thread.loaded.list({})).data) ids.add(id);
      for (const subscription of subscriptions) subscription[Symbol.dispose]();
      // The newest first: what has been forked cannot be deleted before its forks.
      for (const threadId of [...ids].sort().reverse()) await codex.rpc.thread.delete({ threadId });
    },
  };
}

/** A model of which nothing is known yet, behind the address of one that others have used. */
function ownScript(shared: ScriptedModel): ScriptedModel {
  const [agent, guardian] = [new ReplyQueue("the agent"), new ReplyQueue("the guardian")];
  const rules = [
    shared.respond((request) => agent.take(request)),
    shared.guardian.respond((request) => guardian.take(request)),
  ];
  const before = shared.unscripted.length;
  const close = (): Promise<void> => {
    for (const rule of rules) rule[Symbol.dispose]();
    for (const queue of [agent, guardian]) queue.close(new Error("The test is over."));
    return Promise.resolve();
  };
  return {
    url: shared.url,
    guardian,
    get unscripted() {
      return shared.unscripted.slice(before);
    },
    requests: agent.requests,
    get pending() {
      return agent.pending;
    },
    enqueue: (...replies) => agent.enqueue(...replies),
    respond: (rule) => agent.respond(rule),
    nextRequest: () => agent.nextRequest(),
    waitForRequests: (count) => agent.waitForRequests(count),
    assertDone() {
      const unscripted = shared.unscripted.slice(before);
      refuseUndone(agent.undone, guardian.undone, { name: "the model", replies: [], unscripted });
    },
    reset: () => shared.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
