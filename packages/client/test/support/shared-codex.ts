import { afterAll } from "vitest";

import {
  Codex,
  isThreadNotFoundError,
  type ApprovalHandler,
  type ApprovalMode,
  type Rpc,
} from "../../src/index.js";
import type { ScriptedModel, TestCodex } from "../../src/testing/index.js";
import { ReplyQueue } from "../../src/testing/model-script.js";
import { refuseUndone } from "../../src/testing/undone.js";
import type { TestServer } from "./test-server.js";

/** What tests can take turns with: it ends with its file, its model is behind one address as long. */
interface Shareable extends AsyncDisposable {
  readonly model: ScriptedModel;
}

/** The threads of one test. Deleting them ends their turns: none asks the model for something later. */
interface Threads {
  delete(): Promise<void>;
}

type Client = Pick<Codex, "rpc" | "on">;

/**
 * Lets the tests of a file take turns with one runtime and client, since a start costs more than most of what they do.
 * For tests that depend neither on what a client was connected with nor on its end, and that leave no ephemeral thread, which cannot be
 * deleted. It is started for the first test that wants it.
 *
 * @returns What stands for `start` in a test: the model has a script of the test's own, and disposing ends what the test left.
 * A test that comes while another has not been disposed of, because that one timed out, gets a runtime of its own.
 */
export function sharing<Test extends Shareable & { readonly codex: Client }>(
  start: () => Promise<Test>,
): () => Promise<Test> {
  return takingTurns(start, ({ codex }) => threadsFromNow(codex));
}

/**
 * The same with a client that is asked: each test brings who answers it.
 *
 * @param start Connects a client with the handler that it is given.
 */
export function sharingAsked<Raw extends Rpc>(
  start: (onApproval: ApprovalHandler) => Promise<TestCodex<ApprovalMode, Raw>>,
): (onApproval: ApprovalHandler) => Promise<TestCodex<ApprovalMode, Raw>> {
  let answering: ApprovalHandler = () => "decline";
  const share = sharing(() => start((request, context) => answering(request, context)));
  return (onApproval) => {
    answering = onApproval;
    return share();
  };
}

/** The same with a server, for tests that connect clients of their own to it and close them before they dispose of it. */
export function sharingServer(start: () => Promise<TestServer>): () => Promise<TestServer> {
  return takingTurns(start, threadsOfServer);
}

function takingTurns<Test extends Shareable>(
  start: () => Promise<Test>,
  threadsOf: (test: Test) => Threads,
): () => Promise<Test> {
  const started: Test[] = [];
  const idle: Test[] = [];
  const startAnother = async (): Promise<Test> => {
    const test = await start();
    started.push(test);
    return test;
  };
  afterAll(async () => {
    await Promise.all(started.map((test) => test[Symbol.asyncDispose]()));
  });
  return async () => {
    const test = idle.pop() ?? (await startAnother());
    const threads = threadsOf(test);
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

/** The threads that come up from now on. */
function threadsFromNow(codex: Client): Threads {
  const ids = new Set<string>();
  const subscriptions = [
    codex.on("thread/started", ({ thread }) => ids.add(thread.id)),
    codex.on("thread/deleted", ({ threadId }) => ids.delete(threadId)),
  ];
  return {
    async delete() {
      for (const id of (await codex.rpc.thread.loaded.list({})).data) ids.add(id);
      for (const subscription of subscriptions) subscription[Symbol.dispose]();
      await deleteThreads(codex, ids);
    },
  };
}

/** The threads that are loaded in the end. No client stays connected for that: a server asks every client about subagents. */
function threadsOfServer({ transport }: TestServer): Threads {
  return {
    async delete() {
      await using codex = await Codex.connect({ transport });
      await deleteThreads(codex, (await codex.rpc.thread.loaded.list({})).data);
    },
  };
}

/** The newest first: what has been forked cannot be deleted before its forks. */
async function deleteThreads({ rpc }: Client, ids: Iterable<string>): Promise<void> {
  for (const threadId of [...ids].sort().reverse()) {
    try {
      await rpc.thread.delete({ threadId });
    } catch (error) {
      // One that had no turn is gone once it is unloaded.
      if (!isThreadNotFoundError(error)) throw error;
    }
  }
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
