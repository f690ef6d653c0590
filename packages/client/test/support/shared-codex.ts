import { afterAll } from "vitest";

import type { ApprovalMode, Codex, Rpc } from "../../src/index.js";
import type { ScriptedModel, TestCodex } from "../../src/testing/index.js";
import { ReplyQueue } from "../../src/testing/model-script.js";

/**
 * Lets the tests of a file take turns with one runtime and client, since a start costs more than most of what they do.
 * For tests that depend neither on what a client was connected with nor on its end.
 *
 * @returns What stands for `start` in a test: the model has a script of the test's own, and disposing ends what the test left.
 */
export function sharing<Mode extends ApprovalMode, Raw extends Rpc>(
  start: () => Promise<TestCodex<Mode, Raw>>,
): () => Promise<TestCodex<Mode, Raw>> {
  let started: Promise<TestCodex<Mode, Raw>> | undefined;
  afterAll(async () => {
    await (await started)?.[Symbol.asyncDispose]();
  });
  return async () => {
    const test = await (started ??= start());
    const model = ownScript(test.model);
    return {
      ...test,
      model,
      async [Symbol.asyncDispose]() {
        await deleteThreads(test.codex);
        await model.close();
      },
    };
  };
}

/** Ends every turn, and leaves no thread that could ask the model for something later. */
export async function deleteThreads({ rpc }: Pick<Codex, "rpc">): Promise<void> {
  const { data } = await rpc.thread.loaded.list({});
  // The newest first: what has been forked cannot be deleted before its forks.
  for (const threadId of data.sort().reverse()) await rpc.thread.delete({ threadId });
}

/** A model of which nothing is known yet, behind the address of one that others have used. */
export function ownScript(shared: ScriptedModel): ScriptedModel {
  const [agent, guardian] = [new ReplyQueue(), new ReplyQueue()];
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
    close,
    [Symbol.asyncDispose]: close,
  };
}
