import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { functionCall, guardianVerdict, message } from "../../../src/testing/index.js";
import { sharingRig } from "./runtime-driver.js";

const start = sharingRig();

let escalated = 0;

async function escalate(rig: Awaited<ReturnType<typeof start>>): Promise<string> {
  const file = join(rig.home.outside, `escalated-${String(++escalated)}.txt`);
  rig.model.enqueue(
    functionCall(
      "exec_command",
      { cmd: `echo yes > '${file}'`, sandbox_permissions: "require_escalated", justification: "May I?" },
      { callId: "c1" },
    ),
    message("Done"),
  );
  const threadId = await rig.driver.startThread({
    approvalPolicy: "on-request",
    approvalsReviewer: "auto_review",
  });
  await rig.driver.run(threadId, "Write it");
  return file;
}

describe("the guardian", () => {
  it("denies by default, and leaves the agent's replies alone", async () => {
    const rig = await start();
    const file = await escalate(rig);

    const review = await rig.driver.notification("item/autoApprovalReview/completed");
    const reason = "guardian: no reply left for request 1 (last input: user message)";
    expect(review.params["review"]).toMatchObject({
      status: "denied",
      rationale: `scripted model: ${reason}`,
    });
    await expect(readFile(file)).rejects.toThrow("ENOENT");
    expect(rig.model.requests).toHaveLength(2);
    expect(rig.model.requests[1]?.toolOutput("c1")).toContain(reason);
    expect(rig.driver.item("agentMessage")).toMatchObject({ text: "Done" });
    expect(rig.model.unscripted).toEqual([
      expect.objectContaining({ reason, request: rig.model.guardian.requests[0] }),
    ]);
  });

  it("allows what was scripted so", async () => {
    const rig = await start();
    rig.model.guardian.enqueue(
      guardianVerdict({ outcome: "allow", rationale: "Harmless", riskLevel: "low" }),
    );
    const file = await escalate(rig);

    const review = await rig.driver.notification("item/autoApprovalReview/completed");
    expect(review.params["review"]).toMatchObject({
      status: "approved",
      rationale: "Harmless",
      riskLevel: "low",
    });
    expect(await readFile(file, "utf8")).toBe("yes\n");
    expect(rig.model.unscripted).toEqual([]);

    const asked = await rig.model.guardian.nextRequest();
    expect(asked.subagent).toBe("guardian");
    expect(asked.parentThreadId).toBe(rig.model.requests[0]?.threadId);
    expect(asked.inputText).toContain("May I?");
    expect(asked.body.text?.format).toMatchObject({ type: "json_schema" });
  });

  it("can be scripted with a rule", async () => {
    const rig = await start();
    rig.model.guardian.respond(({ inputText }) =>
      guardianVerdict({ outcome: inputText.includes("escalated-") ? "allow" : "deny" }),
    );
    expect(await readFile(await escalate(rig), "utf8")).toBe("yes\n");
  });
});
