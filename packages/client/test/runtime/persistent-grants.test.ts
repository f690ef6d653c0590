import { rm } from "node:fs/promises";
import { expect, it } from "vitest";

import type { ApprovalDecision, ApprovalHandler } from "../../src/index.js";
import { functionCall, message, startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptToolCall } from "../support/approval-kinds.js";
import { fileAt, scriptEscalated } from "../support/escalation.js";

/** Amends the rules for commands as the runtime proposes, and allows the tools of MCP servers for ever. */
const always: ApprovalHandler = (request) => {
  if (request.kind === "mcpToolCall") return "acceptAlways";
  const proposed = request.kind === "command" ? request.availableDecisions : undefined;
  return proposed?.find((decision) => typeof decision === "object") ?? "decline";
};

async function start(persistentGrants?: boolean) {
  const seen: (readonly ApprovalDecision[])[] = [];
  const test = await startTestCodex({
    config: everyKind,
    ...(persistentGrants === undefined ? {} : { persistentGrants }),
    onApproval: (request, context) => {
      seen.push(context.availableDecisions);
      return always(request, context);
    },
  });
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  return { ...test, thread, seen };
}

it.each([[undefined], [false]])(
  "with persistentGrants %s what would hold for every later thread is declined, and the trail says why",
  async (persistentGrants) => {
    await using test = await start(persistentGrants);
    const file = fileAt(`${test.home.outside}/amended`);
    scriptEscalated(test, `touch '${file.path}'`);
    const command = await test.thread.run("Run it");
    const tool = scriptToolCall(test);
    const called = await test.thread.run("Call it");
    expect([file.exists, tool.file.exists]).toEqual([false, false]);
    for (const { approvals } of [command, called])
      expect(approvals).toContainEqual(
        expect.objectContaining({
          type: "decided",
          by: "default",
          reason: "persistentGrant",
          message: expect.stringContaining("persistentGrants: true") as string,
          allowed: false,
        }),
      );
    expect(test.seen.flat().filter((decision) => typeof decision === "object")).toEqual([]);
    expect(test.seen.flat()).not.toContain("acceptAlways");
  },
);

it("with persistentGrants they are taken, and hold in a later thread of any mode, whatever its sandbox", async () => {
  await using test = await start(true);
  const { codex, home } = test;
  const file = fileAt(`${home.outside}/amended`);
  const cmd = `touch '${file.path}'`;
  scriptEscalated(test, cmd);
  await test.thread.run("Run it");
  expect(file.exists).toBe(true);
  const tool = scriptToolCall(test);
  await test.thread.run("Call it");
  expect(tool.file.exists).toBe(true);
  expect(test.seen).toHaveLength(2);

  // Nobody asks for an escalation: a command that a rule allows is not put into the sandbox.
  const later = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  await rm(file.path);
  test.model.enqueue(functionCall("exec_command", { cmd }), message("Done"));
  await later.run("Run it");
  const again = scriptToolCall(test);
  await later.run("Call it");
  expect({ command: file.exists, tool: again.file.exists }).toEqual({ command: true, tool: true });
  expect(test.seen).toHaveLength(2);
});
