import { describe, expect, it, vi } from "vitest";

import {
  type Codex,
  isApprovalModeNotAppliedError,
  isRequestTimeoutError,
  type Transport,
} from "../../src/index.js";
import { message } from "../../src/testing/index.js";
import { altering } from "../support/altering-transport.js";
import { holding, type HoldingTransport } from "../support/holding-transport.js";
import { nextNotification } from "../support/notifications.js";
import { recording } from "../support/recording-transport.js";
import { refusal } from "../support/refusal.js";
import { sharing } from "../support/shared-codex.js";
import { startWrapped } from "../support/wrapped-codex.js";

/** A client over a wrapped transport, of a runtime that soon unloads what nobody is subscribed to. */
async function start(wrap: (transport: Transport) => Transport) {
  const test = await startWrapped(wrap, { config: { thread_unload_delay_secs: 1 } });
  test.model.respond(() => message("Hello"));
  return test;
}

let onSend = (_text: string): void => undefined;
const startSending = sharing(() =>
  start((transport) => recording(transport, { onSend: (text) => onSend(text) })),
);

/** Waits until the runtime has loaded these threads and no others. */
async function expectLoaded({ rpc }: Codex, ids: readonly string[] = []): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await rpc.thread.loaded.list({})).data).toEqual(ids);
    },
    { timeout: 6_000, interval: 100 },
  );
}

/** A client, and a signal that aborts as soon as that has sent a request of a method, once. */
async function startAborting(method: string) {
  const controller = new AbortController();
  onSend = (text) => {
    if (text.includes(`"${method}"`)) controller.abort("enough");
  };
  return { ...(await startSending()), signal: controller.signal };
}

describe("a thread that was started and never handed out does not stay loaded", () => {
  it("where the server did not take its approval mode", async () => {
    await using side = await start((transport) =>
      altering(transport, "thread/start", { approvalPolicy: "on-request" }),
    );
    const started = nextNotification(side.codex, "thread/started");
    const error = await refusal(side.codex.startThread({ approvalMode: "deny_all" }));
    expect(isApprovalModeNotAppliedError(error) && error.threadId).toBe((await started).thread.id);
    await expectLoaded(side.codex);
  });

  it("where its start was aborted while it was under way", async () => {
    await using side = await startAborting("thread/start");
    const { signal } = side;
    const started = nextNotification(side.codex, "thread/started");
    expect(await refusal(side.codex.startThread({ signal }))).toBe("enough");
    await started;
    await expectLoaded(side.codex);
  });

  it("where its start took longer than it was given", async () => {
    let held: HoldingTransport | undefined;
    await using side = await start((transport) => (held = holding(transport, "thread/start")));
    const started = nextNotification(side.codex, "thread/started");
    expect(isRequestTimeoutError(await refusal(side.codex.startThread({ timeoutMs: 1 })))).toBe(true);
    await started;
    // Only now comes the answer, which says what to let go of.
    held?.release();
    await expectLoaded(side.codex);
  });

  it("where it is a fork that was aborted while it was under way: its origin stays", async () => {
    await using side = await startAborting("thread/fork");
    const { signal } = side;
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
  await using side = await startAborting("thread/resume");
  const { signal } = side;
  const thread = await side.codex.startThread();
  await thread.run("Hi");
  expect(await refusal(side.codex.resumeThread(thread.id, { signal }))).toBe("enough");
  await side.codex.rpc.thread.loaded.list({});
  expect((await thread.run("again")).finalResponse).toBe("Hello");
  expect((await side.codex.rpc.thread.unsubscribe({ threadId: thread.id })).status).toBe("unsubscribed");
});
