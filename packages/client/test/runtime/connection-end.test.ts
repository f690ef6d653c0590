import { describe, expect, it, vi } from "vitest";

import { Codex, isConnectionClosedError, type Thread } from "../../src/index.js";
import { gate, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { collect } from "../support/notifications.js";
import { processesOf, runtimeOf } from "../support/runtime-processes.js";

interface Busy extends AsyncDisposable {
  readonly test: TestCodex;
  readonly thread: Thread;
}

/** A client in the middle of a turn: its first delta has come. */
async function startBusy(): Promise<Busy> {
  const test = await startTestCodex();
  const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
  test.model.enqueue(held);
  return {
    test,
    thread: await test.codex.startThread(),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

/** Resolves when the client has the first delta. */
function firstDelta({ codex }: TestCodex): Promise<void> {
  return new Promise((resolve) => {
    codex.on("item/agentMessage/delta", () => {
      resolve();
    });
  });
}

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

function kill({ home }: TestCodex): void {
  process.kill(runtimeOf(home), "SIGKILL");
}

/** Killed processes take the system a moment. */
async function expectNoProcess({ home }: TestCodex): Promise<void> {
  if (process.platform === "linux") await vi.waitFor(() => expect(processesOf(home)).toEqual([]), 5_000);
}

describe.runIf(process.platform === "linux")("a runtime that is killed in the middle of a turn", () => {
  it("rejects the run, and the one that waits behind it", async () => {
    await using busy = await startBusy();
    const { test, thread } = busy;
    const begun = firstDelta(test);
    const runs = [thread.run("one"), thread.run("two")].map(settled);
    await begun;
    kill(test);
    for (const error of await Promise.all(runs)) {
      expect(isConnectionClosedError(error) && error).toMatchObject({
        reason: "exited",
        signal: "SIGKILL",
        exitCode: null,
      });
    }
    await expect(test.codex.closed).resolves.toMatchObject({ signal: "SIGKILL" });
    await test.codex.close();
    await expectNoProcess(test);
  });

  it("rejects the events, after what came before, and the result of a streamed turn", async () => {
    await using busy = await startBusy();
    const { test, thread } = busy;
    const turn = await thread.runStreamed("one");
    let text = "";
    const reading = settled(
      (async () => {
        for await (const event of turn.events) {
          if (event.method !== "item/agentMessage/delta") continue;
          text += event.params.delta;
          kill(test);
        }
      })(),
    );
    expect(await reading).toMatchObject({ name: "ConnectionClosedError", signal: "SIGKILL" });
    expect(text).toBe("one");
    expect(await settled(turn.result())).toMatchObject({ signal: "SIGKILL" });
    expect(await settled(turn.steer("two"))).toMatchObject({ signal: "SIGKILL" });
  });

  it("rejects events that are iterated only then", async () => {
    await using busy = await startBusy();
    const { test, thread } = busy;
    const begun = firstDelta(test);
    const turn = await thread.runStreamed("one");
    await begun;
    kill(test);
    await test.codex.closed;
    expect(await settled(collect(turn.events))).toMatchObject({ signal: "SIGKILL" });
  });

  it("keeps the history: a new process can resume the thread, and the turn is interrupted", async () => {
    await using busy = await startBusy();
    const { test, thread } = busy;
    const begun = firstDelta(test);
    const run = settled(thread.run("one"));
    await begun;
    kill(test);
    await run;
    await using second = await Codex.connect({ runtime: test.runtime });
    const resumed = await second.resumeThread(thread.id);
    const { thread: stored } = await resumed.read({ includeTurns: true });
    expect(stored.turns.map(({ status }) => status)).toEqual(["interrupted"]);
    test.model.enqueue(message("Back"));
    expect((await resumed.run("two")).finalResponse).toBe("Back");
  });
});

describe("close in the middle of a turn", () => {
  it("rejects the run, the events and later calls, and leaves no process", async () => {
    await using busy = await startBusy();
    const { test, thread } = busy;
    const begun = firstDelta(test);
    const turn = await thread.runStreamed("one");
    await begun;
    const waiting = settled(thread.run("two"));
    const events = settled(collect(turn.events));
    await test.codex.close();
    const closed = { name: "ConnectionClosedError", reason: "closed" };
    expect(await settled(turn.result())).toMatchObject(closed);
    expect(await waiting).toMatchObject(closed);
    expect(await events).toMatchObject(closed);
    expect(await settled(thread.run("three"))).toMatchObject(closed);
    expect(await settled(test.codex.startThread())).toMatchObject(closed);
    await expect(test.codex.closed).resolves.toMatchObject(closed);
    await expectNoProcess(test);
  });

  it("may be called again, and at the same time", async () => {
    await using test = await startTestCodex();
    await Promise.all([test.codex.close(), test.codex.close()]);
    await test.codex.close();
    await test.codex[Symbol.asyncDispose]();
    await expectNoProcess(test);
  });
});
