import { expect, it } from "vitest";

import type { ApprovalDecision, ApprovalRequest } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptMcp, scriptToolCall } from "../support/approval-kinds.js";
import { sharingAsked } from "../support/shared-codex.js";

const startPersistent = sharingAsked((onApproval) =>
  startTestCodex({ config: everyKind, persistentGrants: true, onApproval }),
);
const start = sharingAsked((onApproval) => startTestCodex({ config: everyKind, onApproval }));

it.each<[ApprovalDecision, { written: boolean; writtenAgain: boolean; asked: number; told: string }]>([
  ["accept", { written: true, writtenAgain: true, asked: 2, told: "written" }],
  ["acceptForSession", { written: true, writtenAgain: true, asked: 1, told: "written" }],
  ["acceptAlways", { written: true, writtenAgain: true, asked: 1, told: "written" }],
  [
    { action: "accept", content: null, _meta: { persist: "session" } },
    { written: true, writtenAgain: true, asked: 1, told: "written" },
  ],
  ["decline", { written: false, writtenAgain: false, asked: 2, told: "user rejected MCP tool call" }],
  ["cancel", { written: false, writtenAgain: false, asked: 2, told: "user cancelled MCP tool call" }],
])("a call of an MCP tool, answered %j, and the same tool once more", async (decision, want) => {
  const requests: ApprovalRequest[] = [];
  const onApproval = (request: ApprovalRequest) => {
    requests.push(request);
    return decision;
  };
  // What is granted always is kept in the home: no other test may find it there.
  await using test = await (decision === "acceptAlways"
    ? startTestCodex({ config: everyKind, persistentGrants: true, onApproval })
    : startPersistent(onApproval));
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const first = scriptToolCall(test);
  await thread.run("Write it");
  expect(first.output()).toContain(want.told);
  const second = scriptToolCall(test);
  await thread.run("Write another");

  expect([first.file.exists, second.file.exists]).toEqual([want.written, want.writtenAgain]);
  expect(requests).toHaveLength(want.asked);
  expect(requests[0]).toMatchObject({
    kind: "mcpToolCall",
    threadId: thread.id,
    serverName: "fixture",
    tool: "write",
    toolTitle: "Write a file",
    toolDescription: "Writes an empty file.",
    arguments: { path: first.file.path },
    persist: ["session", "always"],
  });
});

it("what an MCP server asks of the user comes with its form or its page, and takes the content that is given", async () => {
  const requests: ApprovalRequest[] = [];
  let next: ApprovalDecision = "decline";
  await using test = await start((request) => {
    requests.push(request);
    return next;
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const told = async (tool: "form" | "page", decision: unknown): Promise<unknown> => {
    next = decision as ApprovalDecision;
    const turn = scriptMcp(test, tool);
    expect((await thread.run("Ask")).status).toBe("completed");
    return JSON.parse(/\{.*\}/.exec(turn.output() ?? "")?.[0] ?? "null");
  };

  const content = { name: "Ada" };
  expect(await told("form", { action: "accept", content })).toEqual({ action: "accept", content });
  expect(await told("form", "decline")).toEqual({ action: "decline" });
  expect(await told("form", "cancel")).toEqual({ action: "cancel" });
  // To accept a form is to fill it in.
  for (const answer of [
    "accept",
    "acceptForSession",
    { action: "accept" },
    { action: "accept", content: "Ada" },
  ])
    expect(await told("form", answer)).toEqual({ action: "decline" });
  expect(await told("page", { action: "accept" })).toMatchObject({ action: "accept" });
  expect(await told("page", "decline")).toEqual({ action: "decline" });

  expect(requests[0]).toMatchObject({
    kind: "mcpElicitation",
    mode: "form",
    threadId: thread.id,
    serverName: "fixture",
    message: "What is your name?",
    requestedSchema: { required: ["name"] },
  });
  expect(requests.at(-1)).toMatchObject({ kind: "mcpElicitation", mode: "url", url: "https://example.com/" });
});

it("a server can disguise what it asks as a tool call of its own: the name of the server stays true", async () => {
  const requests: ApprovalRequest[] = [];
  await using test = await start((request) => {
    requests.push(request);
    return "decline";
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  scriptMcp(test, "disguise");
  await thread.run("Ask");
  expect(requests).toEqual([
    expect.objectContaining({
      kind: "mcpToolCall",
      serverName: "fixture",
      tool: "harmless",
      arguments: null,
    }),
  ]);
});
