import { expect, it, vi } from "vitest";

import type { Warning } from "../../src/index.js";
import { message, startTestCodex } from "../../src/testing/index.js";
import { scriptMcp } from "../support/approval-kinds.js";
import { everySetting, ownServer } from "../support/thread-config.js";

it("every setting that a thread may have of its own is one that the runtime has, and reaches it", async () => {
  const warnings: Warning[] = [];
  await using test = await startTestCodex({ onWarning: (warning) => warnings.push(warning) });
  test.model.enqueue(message("Done"));
  const thread = await test.codex.startThread({ config: everySetting });
  await thread.run("Hi");

  // The runtime names each setting that it does not know.
  expect(warnings.map((warning) => warning.message).filter((text) => text.includes("ignor"))).toEqual([]);
  const [request] = test.model.requests;
  expect(request?.body.reasoning).toEqual({ effort: "low", summary: "detailed" });
  expect(request?.headers["x-own"]).toBe("yes");
  expect(request?.texts("developer").join()).toContain("Be brief, says the thread.");
  expect(request?.tools).toContain("mcp__own");
  expect(request?.tools).not.toContain("web_search");
});

it("a setting that the runtime does not know is warned of: the test above would tell", async () => {
  const warnings: Warning[] = [];
  await using test = await startTestCodex({ onWarning: (warning) => warnings.push(warning) });
  await test.codex.rpc.thread.start({ config: { mcp_servers: { own: { ...ownServer, nonsense: 1 } } } });
  await vi.waitFor(() => {
    expect(warnings.map((warning) => warning.message).join()).toContain("mcp_servers.own.nonsense");
  });
});

it("a dotted key reaches the runtime like a nested one; the tools of a thread's own server are asked about", async () => {
  const asked: unknown[] = [];
  await using test = await startTestCodex({
    onApproval: (request) => {
      asked.push(request);
      return "decline";
    },
  });
  const thread = await test.codex.startThread({
    approvalMode: "ask",
    config: { "mcp_servers.fixture.command": ownServer.command, "mcp_servers.fixture.args": ownServer.args },
  });
  const turn = scriptMcp(test, "write", { path: "/nowhere" });
  await thread.run("Write it");
  expect(asked).toMatchObject([{ kind: "mcpToolCall", serverName: "fixture", tool: "write" }]);
  expect(turn.output()).toContain("user rejected MCP tool call");
});
