import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

import type { ApprovalDecision, ApprovalKind } from "../../src/index.js";
import { applyPatch, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { everyKind, scriptPermissions, scriptToolCall } from "../support/approval-kinds.js";
import { scriptEscalation, scriptEscalated } from "../support/escalation.js";
import { sharingAsked } from "../support/shared-codex.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const start = sharingAsked((onApproval) =>
  startTestCodex({ model: "gpt-5.5", config: everyKind, onApproval }),
);

let files = 0;

/** A file outside the workspace that no other test writes. */
function freshFile({ home }: Pick<TestCodex, "home">): string {
  return join(home.outside, `file-of-this-${String(++files)}`);
}

/** A client that is asked, and answers what `next` says. */
async function asked() {
  const kinds: ApprovalKind[] = [];
  const state: { next: ApprovalDecision } = { next: "decline" };
  const test = await start(({ kind }) => {
    kinds.push(kind);
    return state.next;
  });
  return { ...test, kinds, state };
}

function linesOf(path: string): number {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** Scripts a turn that adds a file outside the workspace by a patch. */
function scriptPatch(test: Pick<TestCodex, "model">, path: string, line: string): void {
  const patch = existsSync(path)
    ? [`*** Update File: ${path}`, "@@", `+${line}`]
    : [`*** Add File: ${path}`, `+${line}`];
  test.model.enqueue(applyPatch(["*** Begin Patch", ...patch, "*** End Patch"].join("\n")), message("Done"));
}

describe("a command outside the sandbox", () => {
  it("that is accepted runs once: the same command asks again, and is not run when that is declined", async () => {
    await using test = await asked();
    const file = freshFile(test);
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    for (const [decision, lines] of [
      ["accept", 1],
      ["decline", 1],
      ["accept", 2],
      ["cancel", 2],
    ] as const) {
      test.state.next = decision;
      scriptEscalated(test, `echo line >> '${file}'`);
      await thread.run("Write a line");
      expect(linesOf(file)).toBe(lines);
    }
    expect(test.kinds).toEqual(["command", "command", "command", "command"]);
  });

  it("that is accepted for the session is not asked about again; another is, and so is the same in another thread", async () => {
    await using test = await asked();
    const file = freshFile(test);
    const same = `echo line >> '${file}'`;
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    test.state.next = "acceptForSession";
    scriptEscalated(test, same);
    await thread.run("Write a line");
    test.state.next = "decline";
    scriptEscalated(test, same);
    await thread.run("Write a line");
    expect([linesOf(file), test.kinds.length]).toEqual([2, 1]);

    scriptEscalated(test, `echo other >> '${file}'`);
    await thread.run("Write another");
    expect([linesOf(file), test.kinds.length]).toEqual([2, 2]);
    const other = await test.codex.startThread({ approvalMode: "ask" });
    scriptEscalated(test, same);
    await other.run("Write a line");
    expect([linesOf(file), test.kinds.length]).toEqual([2, 3]);
  });
});

describe("a patch outside the sandbox", () => {
  it("that is accepted is applied once: the same file asks again", async () => {
    await using test = await asked();
    const file = freshFile(test);
    const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
    for (const [decision, lines] of [
      ["decline", 0],
      ["accept", 1],
      ["decline", 1],
      ["accept", 2],
    ] as const) {
      test.state.next = decision;
      scriptPatch(test, file, `line ${decision}`);
      await thread.run("Patch it");
      expect(linesOf(file)).toBe(lines);
    }
    expect(test.kinds).toEqual(["fileChange", "fileChange", "fileChange", "fileChange"]);
  });

  it("that is accepted for the session lets the same file be changed again, and no other", async () => {
    await using test = await asked();
    const file = freshFile(test);
    const other = freshFile(test);
    const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
    test.state.next = "acceptForSession";
    scriptPatch(test, file, "one");
    await thread.run("Patch it");
    test.state.next = "decline";
    scriptPatch(test, file, "two");
    await thread.run("Patch it again");
    expect([linesOf(file), test.kinds.length]).toEqual([2, 1]);
    scriptPatch(test, other, "one");
    await thread.run("Patch another");
    expect([existsSync(other), test.kinds.length]).toEqual([false, 2]);
  });
});

it("deny_all cannot be got round: nothing is written outside, by whatever way, and the handler is not even asked", async () => {
  await using test = await asked();
  const patched = freshFile(test);
  const thread = await test.codex.startThread({ approvalMode: "deny_all", sandbox: "workspace_write" });
  test.state.next = "accept";
  const escalated = scriptEscalation(test);
  await thread.run("Escalate");
  const permitted = scriptPermissions(test);
  await thread.run("Ask for permissions");
  const called = scriptToolCall(test);
  await thread.run("Call a tool");
  scriptPatch(test, patched, "line");
  await thread.run("Patch");
  expect([escalated, permitted.file, called.file].map(({ exists }) => exists)).toEqual([false, false, false]);
  expect(existsSync(patched)).toBe(false);
  expect(test.kinds).toEqual([]);
});

it("ask lets nothing through that the handler declines, of whatever kind", async () => {
  await using test = await asked();
  const patched = freshFile(test);
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  const escalated = scriptEscalation(test);
  await thread.run("Escalate");
  const permitted = scriptPermissions(test);
  await thread.run("Ask for permissions");
  const called = scriptToolCall(test);
  await thread.run("Call a tool");
  scriptPatch(test, patched, "line");
  await thread.run("Patch");
  expect([escalated, permitted.file, called.file].map(({ exists }) => exists)).toEqual([false, false, false]);
  expect(existsSync(patched)).toBe(false);
  expect(test.kinds).toEqual(["command", "permissions", "mcpToolCall", "fileChange"]);
});
