import { describe, expect, it, vi } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isRequestTimeoutError,
  stdioTransport,
  type Transport,
} from "../../src/index.js";
import { message, startTestRuntime } from "../../src/testing/index.js";
import { altering } from "../support/altering-transport.js";
import { holding, type HoldingTransport } from "../support/holding-transport.js";
import { nextNotification } from "../support/notifications.js";
import { recording } from "../support/recording-transport.js";
import { refusal } from "../support/refusal.js";

/** A client over a wrapped transport, of a runtime that soon unloads what nobody is subscribed to. */
async function startWrapped(wrap: (transport: Transport) => Transport) {
  const test = await startTestRuntime({ config: { thread_unload_delay_secs: 1 } });
  test.model.respond(() => message("Hello"));
  const codex = await Codex.connect({ transport: wrap(stdioTransport(test.runtime)) });
  return {
    ...test,
    codex,
    async [Symbol.asyncDispose]() {
      await codex.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

/** Waits until the runtime has loaded these threads and no others. */
async function expectLoaded({ rpc }: Codex, ids: readonly string[] = []): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await rpc.thread.loaded.list({})).data).toEqual(ids);
    },
    { timeout: 6_000, interval: 100 },
  );
}

/** Aborts a signal as soon as a request of a method has been sent, once. */
function abortingAfter(method: string) {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    wrap: (transport: Transport) =>
      recording(transport, {
        onSend: (text) => {
          if (text.includes(`"${method}"`)) controller.abort("enough");
        },
      }),
  };
}

describe("a thread that was started and never handed out does not stay loaded", () => {
  it("where the server did not take its approval mode", async () => {
    await using side = await startWrapped((transport) =>
      altering(transport, "thread/start", { approvalPolicy: "on-request" }),
    );
    const started = nextNotification(side.codex, "thread/started");
    const error = await refusal(side.codex.startThread({ approvalMode: "deny_all" }));
    expect(isApprovalModeNotAppliedError(error) && error.threadId).toBe((await started).thread.id);
    await expectLoaded(side.codex);
  });

  it("where its start was aborted while it was under way", async () => {
    const { signal, wrap } = abortingAfter("thread/start");
    await using side = await startWrapped(wrap);
    const started = nextNotification(side.codex, "thread/started");
    expect(await refusal(side.codex.startThread({ signal }))).toBe("enough");
    await started;
    await expectLoaded(side.codex);
  });

  it("where its start took longer than it was given", async () => {
    let held: HoldingTransport | undefined;
    await using side = await startWrapped((transport) => (held = holding(transport, "thread/start")));
    const started = nextNotification(side.codex, "thread/started");
    expect(isRequestTimeoutError(await refusal(side.codex.startThread({ timeoutMs: 1 })))).toBe(true);
    await started;
    // Only now comes the answer, which says what to let go of.
    held?.release();
    await expectLoaded(side.codex);
  });

  it("where it is a fork that was aborted while it was under way: its origin stays", async () => {
    const { signal, wrap } = abortingAfter("thread/fork");
    await using side = await startWrapped(wrap);
    const thread = await side.codex.startThread();
    await thread.run("Hi");
    const started = nextNotification(
      side.codex,
      "thread/started",
      (params) => params.thread.id !== thread.id,
    );
    expect(await refusal(thread.fork({ signal }))).toBe("enough");
    await started;
    await expectLoaded(side.codex, [thread.id]);
    expect((await thread.run("again")).finalResponse).toBe("Hello");
  });
});

it("a resume that was aborted takes nothing away from another handle of its thread", async () => {
  const { signal, wrap } = abortingAfter("thread/resume");
  await using side = await startWrapped(wrap);
  const thread = await side.codex.startThread();
  await thread.run("Hi");
  expect(await refusal(side.codex.resumeThread(thread.id, { signal }))).toBe("enough");
  await side.codex.rpc.thread.loaded.list({});
  expect((await thread.run("again")).finalResponse).toBe("Hello");
  expect((await side.codex.rpc.thread.unsubscribe({ threadId: thread.id })).status).toBe("unsubscribed");
});
