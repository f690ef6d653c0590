import { describe, expect, it, vi } from "vitest";

import type { ApprovalEvent, ApprovalsMissed, Codex } from "../../src/index.js";
import { applyPatch, gate, guardianVerdict, message, startTestCodex } from "../../src/testing/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { everyKind, scriptPermissions, scriptToolCall } from "../support/approval-kinds.js";
import { scriptEscalation } from "../support/escalation.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

type Entry = ApprovalEvent | ApprovalsMissed;

/** Each event in a few words. */
function inWords(events: readonly Entry[]): readonly string[] {
  return events.map((event) => {
    switch (event.type) {
      case "requested":
        return `requested ${event.of} ${event.of === "client" ? event.request.kind : event.action.type}`;
      case "decided":
        return `${event.allowed ? "allowed" : "denied"} by ${event.by}`;
      case "resolved":
        return event.how;
      case "missed":
        return `missed ${String(event.count)}`;
    }
  });
}

/** Reads a client's whole trail; `end` closes the client and hands it out. */
function reading(codex: Pick<Codex, "approvals" | "close">): () => Promise<readonly Entry[]> {
  const trail = codex.approvals();
  const all = (async () => {
    const events: Entry[] = [];
    for await (const event of trail) events.push(event);
    return events;
  })();
  return async () => {
    await codex.close();
    return all;
  };
}

describe("a turn's result and the client's trail tell of", () => {
  it("every kind that a handler decided about, and the same of both", async () => {
    await using test = await startTestCodex({
      config: everyKind,
      onApproval: { command: () => "accept", mcpToolCall: () => "decline" },
    });
    const end = reading(test.codex);
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    scriptEscalation(test);
    const escalated = await thread.run("Escalate");
    scriptToolCall(test);
    const called = await thread.run("Call a tool");
    scriptPermissions(test);
    const permitted = await thread.run("Ask for permissions");

    expect(inWords(escalated.approvals)).toEqual([
      "requested client command",
      "allowed by handler",
      "decided",
    ]);
    expect(inWords(called.approvals)).toEqual([
      "requested client mcpToolCall",
      "denied by handler",
      "decided",
    ]);
    expect(inWords(permitted.approvals)).toEqual([
      "requested client permissions",
      "denied by default",
      "decided",
    ]);
    for (const { id, approvals } of [escalated, called, permitted]) {
      expect(new Set(approvals.map(({ approvalId }) => approvalId)).size).toBe(1);
      for (const event of approvals) expect(event).toMatchObject({ threadId: thread.id, turnId: id });
    }
    const command = escalated.items.find(({ type }) => type === "commandExecution");
    expect(escalated.approvals[0]?.itemId).toBe(command?.id);
    const all = [escalated, called, permitted].flatMap(({ approvals }) => approvals);
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
    expect(await end()).toEqual(all);
  });

  it("what the reviewer was asked, its verdict, and why", async () => {
    await using test = await startTestCodex({ config: everyKind, model: "gpt-5.5" });
    const thread = await test.codex.startThread({ sandbox: "workspace_write" });
    const outcomes = [
      { outcome: "allow", riskLevel: "low", userAuthorization: "high", rationale: "The user asked for it" },
      {
        outcome: "deny",
        riskLevel: "critical",
        userAuthorization: "unknown",
        rationale: "Nobody asked for it",
      },
    ] as const;
    for (const { outcome, riskLevel, userAuthorization, rationale } of outcomes) {
      const allowed = outcome === "allow";
      const verdict = {
        decision: allowed ? "approved" : "denied",
        riskLevel,
        userAuthorization,
        rationale,
        allowed,
      };
      for (const [type, script] of [
        ["command", () => scriptEscalation(test)],
        ["mcpToolCall", () => scriptToolCall(test)],
        ["requestPermissions", () => scriptPermissions(test)],
        [
          "applyPatch",
          () => {
            const patch = `*** Begin Patch\n*** Add File: ${test.home.outside}/${outcome}\n+x\n*** End Patch`;
            test.model.enqueue(applyPatch(patch), message("Done"));
          },
        ],
      ] as const) {
        test.model.guardian.enqueue(guardianVerdict({ outcome, riskLevel, userAuthorization, rationale }));
        script();
        const { approvals } = await thread.run("Do it");
        expect(inWords(approvals)).toEqual([
          `requested reviewer ${type}`,
          `${allowed ? "allowed" : "denied"} by reviewer`,
          "decided",
        ]);
        expect(approvals[1]).toMatchObject({
          ...verdict,
          warning: expect.stringContaining(rationale) as unknown,
        });
        expect(approvals[1]?.itemId).toMatch(/^\w+/);
      }
    }
  });

  it("what deny_all refuses as far as the runtime says it: a tool call, and nothing else", async () => {
    await using test = await startTestCodex({ config: everyKind, model: "gpt-5.5" });
    const end = reading(test.codex);
    const thread = await test.codex.startThread({ approvalMode: "deny_all", sandbox: "workspace_write" });
    scriptEscalation(test);
    const escalated = await thread.run("Escalate");
    scriptPermissions(test);
    const permitted = await thread.run("Ask for permissions");
    test.model.enqueue(
      applyPatch(`*** Begin Patch\n*** Add File: ${test.home.outside}/x\n+x\n*** End Patch`),
      message("Done"),
    );
    const patched = await thread.run("Patch");
    const call = scriptToolCall(test);
    const called = await thread.run("Call a tool");

    expect([escalated, permitted, patched].map(({ approvals }) => approvals)).toEqual([[], [], []]);
    expect(call.output()).toContain("approval policy is never");
    expect(called.approvals).toEqual([
      expect.objectContaining({
        type: "decided",
        by: "policy",
        allowed: false,
        turnId: called.id,
        item: expect.objectContaining({ type: "mcpToolCall", server: "fixture", tool: "write" }) as unknown,
      }),
    ]);
    expect(await end()).toEqual(called.approvals);
  });

  it("a request that an interruption overtook", async () => {
    const asked = new Deferred<undefined>();
    await using test = await startTestCodex({
      onApproval: () => {
        asked.resolve(undefined);
        return new Promise(() => undefined);
      },
    });
    const end = reading(test.codex);
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    const file = scriptEscalation(test);
    const turn = await thread.runStreamed("Write it");
    await asked.promise;
    await turn.interrupt();
    const { approvals } = await turn.result();
    expect(inWords(approvals)).toEqual(["requested client command", "withdrawn"]);
    expect(file.exists).toBe(false);
    expect(await end()).toEqual(approvals);
  });

  it("a review that an interruption overtook", async () => {
    await using test = await startTestCodex();
    const end = reading(test.codex);
    const thread = await test.codex.startThread();
    const held = gate(guardianVerdict({ outcome: "allow" }));
    test.model.guardian.enqueue(held);
    const file = scriptEscalation(test);
    const turn = await thread.runStreamed("Write it");
    await held.reached;
    await turn.interrupt();
    const { approvals } = await turn.result();
    held.release();
    expect(inWords(approvals)).toEqual(["requested reviewer command", "withdrawn"]);
    expect(file.exists).toBe(false);
    expect(await end()).toEqual(approvals);
  });
});
