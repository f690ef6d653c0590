import { expect, it } from "vitest";

import type { ApprovalDecision, ApprovalRequest } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptPermissions, scriptSandboxedWrite } from "../support/approval-kinds.js";
import { sharingAsked } from "../support/shared-codex.js";

const start = sharingAsked((onApproval) => startTestCodex({ config: everyKind, onApproval }));

type Decide = (request: ApprovalRequest) => ApprovalDecision;

it.each<[string, Decide, { now: boolean; later: boolean; told: unknown }]>([
  ["accept: for the turn", () => "accept", { now: true, later: false, told: { scope: "turn" } }],
  [
    "acceptForSession: for later turns too",
    () => "acceptForSession",
    { now: true, later: true, told: { scope: "session" } },
  ],
  [
    "decline: not at all",
    () => "decline",
    { now: false, later: false, told: { permissions: { file_system: null } } },
  ],
  [
    "the protocol's own answer: what it grants",
    ({ kind, ...request }) =>
      kind === "permissions" && "permissions" in request
        ? { permissions: request.permissions, scope: "session" }
        : "decline",
    { now: true, later: true, told: { scope: "session" } },
  ],
  [
    "the protocol's own answer: nothing that was not requested",
    () => ({ permissions: { network: { enabled: true } }, scope: "turn" }),
    { now: false, later: false, told: { permissions: { network: null, file_system: null } } },
  ],
  [
    "cancel, which this kind has not: not at all",
    () => "cancel",
    { now: false, later: false, told: { permissions: { file_system: null } } },
  ],
])("requested permissions are granted by %s", async (_, decide, { now, later, told }) => {
  const requests: ApprovalRequest[] = [];
  await using test = await start((request) => {
    requests.push(request);
    return decide(request);
  });
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  const first = scriptPermissions(test);
  expect((await thread.run("Write it")).status).toBe("completed");
  expect(first.file.exists).toBe(now);
  expect(JSON.parse(first.output() ?? "")).toMatchObject(told as object);

  const second = scriptSandboxedWrite(test);
  await thread.run("Write another");
  expect(second.file.exists).toBe(later);
  expect(requests).toEqual([
    expect.objectContaining({
      kind: "permissions",
      threadId: thread.id,
      reason: "To write",
      cwd: test.home.workspace,
      permissions: expect.objectContaining({
        fileSystem: expect.objectContaining({ write: [test.home.outside] }) as unknown,
      }) as unknown,
    }),
  ]);
});
