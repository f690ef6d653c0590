import { expect, it } from "vitest";

import { Codex } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";

it("deny_all on start holds for a run without a mode: nothing is written outside, and the policy stays never", async () => {
  await using test = await startTestCodex();
  const thread = await test.codex.startThread({ approvalMode: "deny_all" });
  const file = scriptEscalation(test);
  const { status, finalResponse } = await thread.run("Write it");

  expect({ status, finalResponse, exists: file.exists }).toEqual({
    status: "completed",
    finalResponse: "Done",
    exists: false,
  });
  expect(test.model.guardian.requests).toEqual([]);
  expect(thread.settings).toMatchObject({ approvalMode: "deny_all", approvalPolicy: "never" });

  // A thread has one writer at a time, so the first process must be gone.
  await test.codex.close();
  await using second = await Codex.connect({ runtime: test.runtime });
  const stored = await second.resumeThread(thread.id);
  expect(stored.settings).toMatchObject({ approvalMode: "deny_all", approvalPolicy: "never" });
});
