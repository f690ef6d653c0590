import { expect, it } from "vitest";

import type { ApprovalDecision, ApprovalRequest } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptQuestion } from "../support/approval-kinds.js";

it("a question of the agent comes with its options, and the model is told the answer, or that there is none", async () => {
  const requests: ApprovalRequest[] = [];
  let next: ApprovalDecision = "decline";
  await using test = await startTestCodex({
    config: everyKind,
    onApproval: (request) => {
      requests.push(request);
      return next;
    },
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  for (const [given, told] of [
    [{ answers: { colour: { answers: ["Red"] } } }, { colour: { answers: ["Red"] } }],
    ["decline", {}],
    ["accept", {}],
    [{ answers: { colour: "Red" } }, {}],
  ] as const) {
    next = given as ApprovalDecision;
    const turn = scriptQuestion(test);
    expect((await thread.run("Ask")).status).toBe("completed");
    expect(JSON.parse(turn.output() ?? "")).toEqual({ answers: told });
  }
  expect(requests[0]).toMatchObject({
    kind: "userInput",
    threadId: thread.id,
    questions: [{ id: "colour", question: "Which colour?", options: [{ label: "Red" }, { label: "Blue" }] }],
  });
});
