import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Codex, isInvalidParamsError, type Thread } from "../../src/index.js";
import { functionCall, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { scriptEscalation, scriptWrite } from "../support/escalation.js";
import { sharing } from "../support/shared-codex.js";
import { startAgain } from "../support/start-again.js";

/** A home whose configuration does not agree with workspace-write: the runtime then drops it on fork and cold resume. */
const config = { sandbox_mode: "read-only" };

const start = sharing(() => startTestCodex());
const startReadOnly = sharing(() => startTestCodex({ config }));
const startOpen = sharing(() => startTestCodex({ config: { sandbox_mode: "danger-full-access" } }));

async function workspaceThread(test: TestCodex): Promise<Thread> {
  const thread = await test.codex.startThread({ sandbox: "workspace_write", approvalMode: "deny_all" });
  const file = scriptWrite(test);
  await thread.run("Write it");
  expect(file.exists).toBe(true);
  return thread;
}

it("thread.fork() gives the fork the sandbox and the mode that the handle has", async () => {
  await using test = await startReadOnly();
  const fork = await (await workspaceThread(test)).fork();
  expect(fork.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
  const written = scriptWrite(test);
  await fork.run("Write it");
  expect(written.exists).toBe(true);
  const escalated = scriptEscalation(test);
  await fork.run("Write outside");
  expect(escalated.exists).toBe(false);
  expect(fork.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "workspaceWrite" } });
});

interface Case {
  readonly open: (codex: Codex, id: string) => Promise<Thread>;
  readonly writes: boolean;
}

const coldly: readonly [string, Case][] = [
  [
    "a cold resume that asks for it may write to the workspace",
    { open: (codex, id) => codex.resumeThread(id, { sandbox: "workspace_write" }), writes: true },
  ],
  [
    "a cold fork that asks for it may write to the workspace",
    { open: (codex, id) => codex.forkThread(id, { sandbox: "workspace_write" }), writes: true },
  ],
  ["a cold resume that does not may not", { open: (codex, id) => codex.resumeThread(id), writes: false }],
  ["a cold fork that does not may not", { open: (codex, id) => codex.forkThread(id), writes: false }],
];

/** A new process, and a thread for each way to open one there. */
const startCold = sharing(async () =>
  startAgain(
    await startTestCodex({ config }),
    async (test) => {
      const ids = new Map<string, string>();
      for (const [way] of coldly) ids.set(way, (await workspaceThread(test)).id);
      return ids;
    },
    (runtime) => Codex.connect({ runtime }),
  ),
);

it.each(coldly)("of workspace-write: %s", async (way, { open, writes }) => {
  await using test = await startCold();
  const thread = await open(test.codex, test.stored.get(way) ?? "");
  for (const turn of ["first", "second"]) {
    const file = scriptWrite(test);
    await thread.run(turn);
    expect({ turn, exists: file.exists }).toEqual({ turn, exists: writes });
  }
});

it.each<[string, (test: TestCodex, thread: Thread) => Promise<Thread>]>([
  ["a fork by its id", (test, { id }) => test.codex.forkThread(id)],
  [
    "a resume from the archive",
    async (test, { id }) => {
      await test.codex.archiveThread(id);
      await test.codex.unarchiveThread(id);
      return test.codex.resumeThread(id);
    },
  ],
])("%s without a sandbox does not widen what this client knows the thread to have", async (_, open) => {
  await using test = await startOpen();
  const thread = await open(test, await workspaceThread(test));
  expect(thread.settings.sandbox.type).toBe("dangerFullAccess");
  const escalated = scriptEscalation(test);
  await thread.run("Write outside");
  expect(escalated.exists).toBe(false);
  expect(thread.settings.sandbox.type).toBe("workspaceWrite");
});

it("read_only on the resume of a loaded thread, which the runtime ignores, holds for the next turn", async () => {
  await using test = await start();
  const { id } = await workspaceThread(test);
  const thread = await test.codex.resumeThread(id, { sandbox: "read_only" });
  expect(thread.settings.sandbox.type).toBe("workspaceWrite");
  const file = scriptWrite(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
});

it("workspace holds for the handle that asked for it, where another handle has widened the thread", async () => {
  await using test = await start();
  const asked = await workspaceThread(test);
  // A resume of a loaded thread would not widen it yet.
  await asked.archive();
  await test.codex.unarchiveThread(asked.id);
  const other = await test.codex.resumeThread(asked.id, { sandbox: "full_access" });
  expect(other.settings.sandbox.type).toBe("dangerFullAccess");
  for (const [thread, writes] of [[other, true] as const, [asked, false] as const]) {
    const path = join(test.home.outside, `widened-${String(writes)}`);
    test.model.enqueue(functionCall("exec_command", { cmd: `touch '${path}'` }), message("Done"));
    await thread.run("Write it");
    expect({ writes: existsSync(path) }).toEqual({ writes });
  }
  expect(other.settings.sandbox.type).toBe("workspaceWrite");
});

it("a turn that the server refuses does not use up the mode of the resume", async () => {
  await using test = await start();
  test.model.enqueue(message("Hello"));
  const started = await test.codex.startThread();
  await started.run("Hi");
  const thread = await test.codex.resumeThread(started.id, { approvalMode: "deny_all" });
  expect(thread.settings.approvalMode).toBe("auto_review");

  const refused: unknown = await thread.run("x".repeat(1_048_577)).catch((reason: unknown) => reason);
  expect(isInvalidParamsError(refused) && refused).toMatchObject({
    code: -32602,
    data: { input_error_code: "input_too_large" },
  });
  expect(thread.settings.approvalMode).toBe("auto_review");

  const file = scriptEscalation(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(test.model.guardian.requests).toEqual([]);
  expect(thread.settings.approvalMode).toBe("deny_all");
});

describe("a folder among the writable roots, which no request that opens a thread can name,", () => {
  const withRoot = (root: string) => ({ mode: "workspace_write", writableRoots: [root] }) as const;

  interface Rooted {
    readonly open: (test: TestCodex, root: string) => Promise<Thread>;
    readonly writes: boolean;
  }

  it.each<[string, Rooted]>([
    [
      "is written in by a new thread that names it",
      { open: ({ codex }, root) => codex.startThread({ sandbox: withRoot(root) }), writes: true },
    ],
    [
      "is written in by a fork of the handle that named it",
      {
        open: async ({ codex, model }, root) => {
          const thread = await codex.startThread({ sandbox: withRoot(root) });
          // The runtime forks no thread that has had no turn.
          model.enqueue(message("Hello"));
          await thread.run("Hi");
          return thread.fork();
        },
        writes: true,
      },
    ],
    [
      "is not written in by a new thread that does not name it",
      { open: ({ codex }) => codex.startThread({ sandbox: "workspace_write" }), writes: false },
    ],
  ])("%s, from the first turn on", async (_, { open, writes }) => {
    await using test = await startReadOnly();
    const root = await mkdtemp(join(test.home.outside, "root-"));
    const thread = await open(test, root);
    for (const turn of ["first", "second"]) {
      const path = join(root, turn);
      test.model.enqueue(functionCall("exec_command", { cmd: `touch '${path}'` }), message("Done"));
      await thread.run(turn);
      expect({ turn, exists: existsSync(path) }).toEqual({ turn, exists: writes });
    }
    expect(thread.settings.sandbox).toMatchObject({
      type: "workspaceWrite",
      writableRoots: writes ? [root] : [],
    });
  });
});
