import { describe, expect, it } from "vitest";

import type { ApprovalHandler, ApprovalRequest, ThreadItem } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { sharingAsked } from "../support/shared-codex.js";

const start = sharingAsked((onApproval) => startTestCodex({ onApproval }));

const commandStatus = (items: readonly ThreadItem[]) =>
  items.find((item) => item.type === "commandExecution")?.status;

/** Answers that no types allow, as plain JavaScript may give them. */
const untyped = (answer: unknown): ApprovalHandler => (() => answer) as unknown as ApprovalHandler;

describe("a handler's answer to an escalated command", () => {
  it.each<[string, ApprovalHandler, { written: boolean; command: string; turn: string }]>([
    ["accept runs it", () => "accept", { written: true, command: "completed", turn: "completed" }],
    [
      "a promised accept runs it",
      () => Promise.resolve("accept"),
      { written: true, command: "completed", turn: "completed" },
    ],
    [
      "acceptForSession runs it",
      () => "acceptForSession",
      { written: true, command: "completed", turn: "completed" },
    ],
    [
      "decline does not, and the turn goes on",
      () => "decline",
      { written: false, command: "declined", turn: "completed" },
    ],
    [
      "cancel does not, and ends the turn",
      () => "cancel",
      { written: false, command: "declined", turn: "interrupted" },
    ],
  ])("%s", async (_, onApproval, { written, command, turn }) => {
    const requests: ApprovalRequest[] = [];
    await using test = await start((request, context) => {
      requests.push(request);
      return onApproval(request, context);
    });
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    const file = scriptEscalation(test);
    const result = await thread.run("Write it");

    expect(file.exists).toBe(written);
    expect(result.status).toBe(turn);
    expect(result.error).toBeNull();
    expect(commandStatus(result.items)).toBe(command);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      kind: "command",
      subject: "command",
      threadId: thread.id,
      turnId: result.id,
      reason: "May I?",
      cwd: test.home.workspace,
    });
    expect(requests[0]?.kind === "command" && requests[0].command).toContain(`touch '${file.path}'`);
  });
});

describe("an answer that is none declines, and the turn goes on", () => {
  const answers: [string, ApprovalHandler][] = [
    [
      "a throw",
      () => {
        throw new Error("broken");
      },
    ],
    ["a rejection", () => Promise.reject(new Error("broken"))],
    ...[
      undefined,
      null,
      true,
      1,
      "",
      "yes",
      "approved",
      "ACCEPT",
      "toString",
      {},
      [],
      ["accept"],
      { decision: "accept" },
    ].map((answer): [string, ApprovalHandler] => [String(JSON.stringify(answer)), untyped(answer)]),
  ];

  it("of whatever kind", async () => {
    let next: ApprovalHandler = () => "accept";
    await using test = await start((request, context) => next(request, context));
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    for (const [name, handler] of answers) {
      next = handler;
      const file = scriptEscalation(test);
      const { status, items } = await thread.run(name);
      expect({ name, written: file.exists, status, command: commandStatus(items) }).toEqual({
        name,
        written: false,
        status: "completed",
        command: "declined",
      });
    }
  });
});
