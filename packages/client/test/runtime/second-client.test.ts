import { expect, it } from "vitest";

import { Codex } from "../../src/index.js";
import { gate, message } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { nextNotification } from "../support/notifications.js";
import { sharingServer } from "../support/shared-codex.js";
import { startTestServer } from "../support/test-server.js";

const serve = sharingServer(() => startTestServer());

/** A server, and two clients of it. */
async function startShared() {
  const test = await serve();
  const { transport } = test;
  const one = await Codex.connect({ transport });
  const other = await Codex.connect({ transport, experimentalApi: true });
  return {
    ...test,
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one.close();
      await other.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

it("deny_all holds for its handle when another client changes the thread without a turn, which nobody is told", async () => {
  await using shared = await startShared();
  const { model, one, other } = shared;
  const thread = await one.startThread({ approvalMode: "deny_all" });
  model.enqueue(message("Hello"));
  await thread.run("Hi");
  await other.resumeThread(thread.id);
  await other.rpc.thread.settings.update({
    threadId: thread.id,
    approvalPolicy: "on-request",
    approvalsReviewer: "auto_review",
  });
  const file = scriptEscalation(shared);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(model.guardian.requests).toEqual([]);
});

it("a run waits for the turn of another client that is in progress at the resume", async () => {
  await using shared = await startShared();
  const { model, one, other } = shared;
  const held = gate(message("Other"));
  model.respond(({ inputText }) => (inputText === "other" ? held : message("Mine")));
  const thread = await other.startThread();
  await thread.run("Hi");
  const running = await thread.runStreamed("other");
  await held.reached;
  const ended = nextNotification(one, "turn/completed");
  const run = (await one.resumeThread(thread.id)).run("mine");
  // Had it been sent, it would have been answered before this.
  await one.rpc.thread.loaded.list({});
  expect(model.requests.map(({ inputText }) => inputText)).toEqual(["Hi", "other"]);
  held.release();
  expect((await ended).turn.id).toBe(running.id);
  expect((await run).finalResponse).toBe("Mine");
  expect((await running.result()).finalResponse).toBe("Other");
});
