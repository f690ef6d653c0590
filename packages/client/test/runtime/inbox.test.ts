import { once } from "node:events";
import { expect, it } from "vitest";

import { approvalInbox, type PendingApproval } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";

it("an inbox on the real runtime: accepted, declined, and taken back with its turn", async () => {
  const inbox = approvalInbox();
  await using test = await startTestCodex({ onApproval: inbox });
  const arrived = async (): Promise<PendingApproval> => {
    const controller = new AbortController();
    using _listening = inbox.on("change", () => {
      controller.abort();
    });
    if (inbox.pending.length === 0) await once(controller.signal, "abort");
    const [entry] = inbox.pending;
    if (entry === undefined) throw new Error("Nothing is pending.");
    return entry;
  };
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });

  for (const decision of ["accept", "decline"] as const) {
    const file = scriptEscalation(test);
    const running = thread.run("Write it");
    const entry = await arrived();
    expect(entry).toMatchObject({ kind: "command", request: { threadId: thread.id, reason: "May I?" } });
    // What the runtime lists is not all that it takes.
    expect(entry.availableDecisions).toEqual(["accept", "cancel"]);
    expect(inbox.decide(entry.approvalId, decision)).toBe(true);
    const { approvals, status } = await running;
    expect(status).toBe("completed");
    expect(approvals.map(({ approvalId }) => approvalId)).toEqual(approvals.map(() => entry.approvalId));
    expect(approvals.map(({ schemaVersion }) => schemaVersion)).toEqual([1, 1, 1]);
    expect(file.exists).toBe(decision === "accept");
  }

  const file = scriptEscalation(test);
  const turn = await thread.runStreamed("Write it");
  const entry = await arrived();
  await turn.interrupt();
  expect((await turn.result()).status).toBe("interrupted");
  expect(inbox.pending).toEqual([]);
  expect(inbox.decide(entry.approvalId, "accept")).toBe(false);
  expect(file.exists).toBe(false);
});
