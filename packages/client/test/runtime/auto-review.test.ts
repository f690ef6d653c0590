import { expect, it } from "vitest";

import { guardianVerdict, startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";

it.each<[string, { verdict?: "allow" | "deny"; written: boolean }]>([
  ["allows", { verdict: "allow", written: true }],
  ["denies", { verdict: "deny", written: false }],
  ["gives no verdict", { written: false }],
])("a start without a mode leaves escalations to the reviewer: it %s", async (_, { verdict, written }) => {
  await using test = await startTestCodex();
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
