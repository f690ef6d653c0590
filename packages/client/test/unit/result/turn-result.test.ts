import { expect, it } from "vitest";

import type { ThreadItem } from "../../../src/index.js";
import { turnResult } from "../../../src/result/turn-result.js";

const turn = { id: "U", items: [], status: "completed" } as const;

const said = (text: string, phase: "commentary" | "final_answer" | null = null) =>
  ({ type: "agentMessage", id: text, text, phase, memoryCitation: null }) as unknown as ThreadItem;
const thought = { type: "reasoning", id: "r", summary: [], content: [] } as unknown as ThreadItem;

it.each<[string, { given: ThreadItem[]; want: string | null }]>([
  ["no items", { given: [], want: null }],
  ["no message", { given: [thought], want: null }],
  ["commentary only", { given: [said("Looking", "commentary")], want: null }],
  ["a message without a phase", { given: [said("Hello")], want: "Hello" }],
  ["an empty message", { given: [said("Hello"), said("", "final_answer")], want: "" }],
  ["several messages", { given: [said("one"), said("two", "final_answer"), thought], want: "two" }],
  [
    "commentary after the answer",
    { given: [said("one", "final_answer"), said("more", "commentary")], want: "one" },
  ],
])("the final response of %s", (_, { given, want }) => {
  const result = turnResult(turn as never, given, null, []);
  expect(result.finalResponse).toBe(want);
  expect(result.items).toBe(given);
});

it("what the server leaves out is null", () => {
  expect(turnResult(turn as never, [], null, [])).toEqual({
    id: "U",
    status: "completed",
    finalResponse: null,
    items: [],
    approvals: [],
    usage: null,
    error: null,
    startedAt: null,
    completedAt: null,
    durationMs: null,
  });
});
