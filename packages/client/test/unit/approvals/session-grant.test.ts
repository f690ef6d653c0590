import { expect, it } from "vitest";

import { grantedBy } from "../../../src/approvals/session-grant.js";
import type { McpToolCallApprovalRequest } from "../../../src/index.js";

it.each([
  ["write", "the tool write of the MCP server fixture"],
  [null, "a tool of the MCP server fixture"],
])("a grant says what was granted, also where the runtime does not name the tool: %s", (tool, what) => {
  const request: McpToolCallApprovalRequest = {
    kind: "mcpToolCall",
    threadId: "T",
    turnId: "U",
    serverName: "fixture",
    message: "",
    tool,
    toolTitle: null,
    toolDescription: null,
    arguments: null,
    persist: ["session"],
    _meta: {},
  };
  const granted = grantedBy(request, "acceptForSession", { approvalId: "A", atMs: 1 });
  expect(granted?.grant.what).toBe(what);
});
