import { expect, it } from "vitest";

import {
  failure,
  functionCall,
  guardianVerdict,
  startTestCodex,
  streamFailure,
} from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

it.each<[string, { verdict?: "allow" | "deny"; written: boolean }]>([
  ["allows", { verdict: "allow", written: true }],
  ["denies", { verdict: "deny", written: false }],
  ["gives no verdict", { written: false }],
])("a start without a mode leaves escalations to the reviewer: it %s", async (_, { verdict, written }) => {
  await using test = await start();
  if (verdict !== undefined) test.model.guardian.enqueue(guardianVerdict({ outcome: verdict }));
  const thread = await test.codex.startThread();
  expect(thread.settings).toMatchObject({
    approvalMode: "auto_review",
    approvalPolicy: "on-request",
    approvalsReviewer: "auto_review",
  });

  const file = scriptEscalation(test);
  expect((await thread.run("Write it")).status).toBe("completed");
  expect(file.exists).toBe(written);
  expect(test.model.guardian.requests).toHaveLength(1);
});

it("a provider that does not answer for the reviewer has everything denied: the trail and a failed turn name it, and what to choose", async () => {
  await using test = await start();
  const reason = "The model `reviewer` does not exist here.";
  test.model.guardian.respond(() => failure({ status: 404, body: { error: { message: reason } } }));
  const thread = await test.codex.startThread();
  const file = scriptEscalation(test);
  const { status, approvals } = await thread.run("Write it");
  expect({ status, exists: file.exists }).toEqual({ status: "completed", exists: false });
  const decided = approvals.find(({ type }) => type === "decided");
  const named =
    /came to no verdict: .*does not exist here.*Choose .* the mode ask with an onApproval handler, or deny_all/;
  expect(decided).toMatchObject({ by: "reviewer", allowed: false, decision: "denied", riskLevel: null });
  expect(decided).toHaveProperty("failure", expect.stringMatching(named));
  expect(test.codex.warnings.at(-1)).toMatchObject({ method: "guardianWarning", threadId: thread.id });

  const args = { cmd: "true", sandbox_permissions: "require_escalated", justification: "May I?" };
  test.model.enqueue(functionCall("exec_command", args), streamFailure({ code: "insufficient_quota" }));
  await expect(thread.run("Try it")).rejects.toThrow(named);
});

it("a verdict names no failure", async () => {
  await using test = await start();
  test.model.guardian.enqueue(guardianVerdict({ outcome: "deny" }));
  const thread = await test.codex.startThread();
  scriptEscalation(test);
  const { approvals } = await thread.run("Write it");
  for (const event of approvals) expect(event).not.toHaveProperty("failure");
});
