import { join } from "node:path";
import { describe, expect, it } from "vitest";

import type { ApprovalMode, Thread, Turn } from "../../src/index.js";
import { functionCall, message, startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptPermissions, scriptToolCall } from "../support/approval-kinds.js";
import { scriptEscalation, type Scripted } from "../support/escalation.js";
import { sharingAsked } from "../support/shared-codex.js";
import { within } from "../support/within.js";

const PATIENCE_MS = 5_000;

const start = sharingAsked((onApproval) => startTestCodex({ config: everyKind, onApproval }));

/** What ends a turn from without. */
const ends: [string, (turn: Turn, thread: Thread<ApprovalMode>) => Promise<void>][] = [
  ["is interrupted", (turn) => turn.interrupt()],
  ["loses its thread to the archive", (_, thread) => thread.archive()],
  ["loses its thread for good", (_, thread) => thread.delete()],
];

const scripts: [string, (test: Scripted) => unknown][] = [
  ["a command", scriptEscalation],
  ["more permissions", scriptPermissions],
  ["a call of an MCP tool", scriptToolCall],
];

/** A turn of which an approval is open that nobody decides. */
async function startAsking(script: (test: Scripted) => unknown) {
  let asked = (): void => undefined;
  const open = new Promise<void>((resolve) => (asked = resolve));
  const test = await start(() => {
    asked();
    return new Promise(() => undefined);
  });
  script(test);
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const turn = await thread.runStreamed("Do it");
  await open;
  return { thread, turn, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

describe.each(ends)("a turn that %s", (_, end) => {
  it.each(scripts)("while it asks for %s has settled when it is over", async (_kind, script) => {
    await using asking = await startAsking(script);
    const { thread, turn } = asking;
    const settled = within(PATIENCE_MS, turn.settled());
    await end(turn, thread);
    expect(await within(PATIENCE_MS, turn.result())).toMatchObject({
      state: "resolved",
      value: { status: "interrupted" },
    });
    expect(await settled).toMatchObject({
      state: "resolved",
      value: { id: turn.id, status: "interrupted" },
    });
    // Whoever asks late is told the same.
    expect((await within(PATIENCE_MS, turn.settled())).state).toBe("resolved");
  });
});

describe("a turn that left a command running in the background", () => {
  async function startBackground() {
    const test = await start(() => "decline");
    const mark = join(test.home.workspace, "never");
    const args = { cmd: `until [ -e '${mark}' ]; do sleep 0.05; done`, yield_time_ms: 250 };
    test.model.enqueue(functionCall("exec_command", args, { callId: "background" }), message("Started"));
    const thread = await test.codex.startThread({ sandbox: "full_access" });
    const turn = await thread.runStreamed("Start it");
    await turn.result();
    return { thread, turn, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
  }

  it.each([
    ["archived", (thread: Thread) => thread.archive()],
    ["deleted", (thread: Thread) => thread.delete()],
  ])("settles when its thread is %s, which ends the command", async (_, end) => {
    await using background = await startBackground();
    const { thread, turn } = background;
    const settled = within(PATIENCE_MS, turn.settled());
    await end(thread);
    expect(await settled).toMatchObject({
      state: "resolved",
      value: { id: turn.id, status: "completed", finalResponse: "Started" },
    });
  });
});
