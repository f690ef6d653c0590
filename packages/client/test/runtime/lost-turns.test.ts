import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";

import { isTurnLostError, type Codex, type Thread, type TurnResult } from "../../src/index.js";
import { functionCall, gate, message, startTestCodex } from "../../src/testing/index.js";
import { nextNotification } from "../support/notifications.js";
import { sharing } from "../support/shared-codex.js";
import { within, type Ending } from "../support/within.js";

/** The runtime unloads a thread that nobody is subscribed to after a minute: a test has no minute. */
const soon = { config: { thread_unload_delay_secs: 1 } };

/** How long anything may take to settle once nothing is in its way. */
const PATIENCE_MS = 8_000;

const start = sharing(() => startTestCodex(soon));

async function startTalking() {
  const test = await start();
  test.model.respond(({ inputText }) => message(`About ${inputText}`));
  const thread = await test.codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  await thread.run("Hi");
  return { ...test, thread };
}

/** Takes the thread away from under its handle, as an application does that calls the protocol itself. */
async function unsubscribe({ rpc }: Codex, { id }: Thread): Promise<void> {
  expect(await rpc.thread.unsubscribe({ threadId: id })).toEqual({ status: "unsubscribed" });
}

async function unsubscribeUntilClosed(codex: Codex, thread: Thread): Promise<void> {
  const closed = nextNotification(codex, "thread/closed", ({ threadId }) => threadId === thread.id);
  await unsubscribe(codex, thread);
  await closed;
}

const ways: [string, (codex: Codex, thread: Thread) => Promise<void>][] = [
  ["was unsubscribed", unsubscribe],
  ["was unsubscribed, and has been closed by the runtime", unsubscribeUntilClosed],
];

describe.each(ways)("where a thread %s", (_, takeAway) => {
  it("a run of the old handle settles", async () => {
    await using test = await startTalking();
    const { codex, thread } = test;
    await takeAway(codex, thread);
    const ending = await within(PATIENCE_MS, thread.run("again", { timeoutMs: 3_000 }));
    expect(ending.state).not.toBe("pending");
    if (ending.state === "resolved") expect(ending.value.finalResponse).toBe("About again");
  });

  it("a new handle runs", async () => {
    await using test = await startTalking();
    const { codex, thread } = test;
    await takeAway(codex, thread);
    const resumed = await codex.resumeThread(thread.id);
    expect(await within(PATIENCE_MS, resumed.run("again"))).toMatchObject({
      state: "resolved",
      value: { finalResponse: "About again" },
    });
  });

  it("the old handle holds to its mode once a new one has resumed the thread", async () => {
    await using test = await startTalking();
    const { codex, home, model, thread } = test;
    await takeAway(codex, thread);
    await codex.resumeThread(thread.id, { sandbox: "full_access" });
    const path = join(home.outside, `held-${thread.id}`);
    using _script = model.respond((request) =>
      request.toolOutput("held") === undefined
        ? functionCall("exec_command", { cmd: `touch '${path}'` }, { callId: "held" })
        : undefined,
    );
    expect(await within(PATIENCE_MS, thread.run("again"))).toMatchObject({
      state: "resolved",
      value: { status: "completed" },
    });
    expect(existsSync(path)).toBe(false);
    expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
  });
});

/** A turn that was lost from sight says so, where it cannot say how it ended. */
function expectEnded(ending: Ending<TurnResult>, threadId: string, turnId: string, text: string): void {
  expect(ending.state).not.toBe("pending");
  if (ending.state === "resolved") {
    expect(ending.value).toMatchObject({ id: turnId, status: "completed", finalResponse: text });
  } else if (ending.state === "rejected") {
    expect(isTurnLostError(ending.reason)).toBe(true);
    expect(ending.reason).toMatchObject({
      name: "TurnLostError",
      threadId,
      turnId,
      message: expect.stringMatching(/unsubscribed|closed/),
    });
  }
}

describe("a turn that is under way when its thread is unsubscribed", () => {
  it.each([
    ["settles when it ends on the server", 0],
    [
      "settles also where it ends only after the time in which an idle thread would have been unloaded",
      1_500,
    ],
  ])("%s", async (_, heldMs) => {
    await using test = await startTalking();
    const { codex, model, thread } = test;
    const held = gate(message("Late"));
    using _script = model.respond(() => held);
    const turn = await thread.runStreamed("slowly");
    await held.reached;
    // Before the thread is taken away, as whoever waits for a turn does.
    const endings = [turn.result(), turn.settled()].map((ending) => within(PATIENCE_MS, ending));
    await unsubscribe(codex, thread);
    await pause(heldMs);
    held.release();
    for (const ending of await Promise.all(endings)) expectEnded(ending, thread.id, turn.id, "Late");
  });
});

describe("a thread that is no longer needed", () => {
  /** It was unsubscribed, and so the runtime lets go of it. */
  async function expectUnloaded({ rpc }: Codex, { id }: Thread): Promise<void> {
    const { status } = await rpc.thread.unsubscribe({ threadId: id });
    expect(status).not.toBe("unsubscribed");
    await vi.waitFor(
      async () => {
        expect((await rpc.thread.loaded.list({})).data).not.toContain(id);
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
    expect((await rpc.thread.read({ threadId: id })).thread.status).toEqual({ type: "notLoaded" });
  }

  it("is unsubscribed by close, and then unloaded", async () => {
    await using test = await startTalking();
    const { codex, thread } = test;
    await thread.close();
    await expectUnloaded(codex, thread);
  });

  it("is unsubscribed at the end of its block by await using, and then unloaded", async () => {
    await using test = await startTalking();
    const { codex, thread } = test;
    {
      await using scoped = thread;
      await scoped.run("again");
    }
    await expectUnloaded(codex, thread);
  });

  it("is unloaded also where it never had a turn", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    await thread.close();
    expect((await test.codex.rpc.thread.unsubscribe({ threadId: thread.id })).status).not.toBe(
      "unsubscribed",
    );
    await vi.waitFor(
      async () => {
        expect((await test.codex.rpc.thread.loaded.list({})).data).not.toContain(thread.id);
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
  });

  it("may be closed twice", async () => {
    await using test = await startTalking();
    await test.thread.close();
    await test.thread.close();
  });
});

it("a handle of a thread that was archived, and loaded again by another handle that has let go, hears its turns to their end", async () => {
  await using test = await startTalking();
  const { codex, thread } = test;
  await thread.archive();
  await codex.unarchiveThread(thread.id);
  await (await codex.resumeThread(thread.id)).close();
  const ending = await within(PATIENCE_MS, thread.run("again"));
  expect(ending).toMatchObject({
    state: "resolved",
    value: { status: "completed", finalResponse: "About again" },
  });
  expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
});
