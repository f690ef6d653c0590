// What the real runtime cannot be made to do at will: fail a turn after the model has begun to answer, in each way that it may show.
import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const tokens = {
  totalTokens: 5,
  inputTokens: 3,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 2,
  reasoningOutputTokens: 0,
};

/** What the server tells of a turn. */
const told = (method: string, turnId: string, params: object) => ({
  method,
  params: { threadId: "T", turnId, ...params },
});
const message = { type: "userMessage", id: "said", content: [{ type: "text", text: "go" }] };
const overloaded = { message: "busy", codexErrorInfo: "serverOverloaded", additionalDetails: null };

/** How often the turn was run, where each fails as overloaded after `ran` was told of it. */
async function runs(ran: readonly (readonly [method: string, params: object])[]): Promise<number> {
  let turns = 0;
  const server: FakeServer = new FakeServer({
    "turn/start": () => {
      const id = `U${String(++turns)}`;
      const turn = (status: string, error: object | null) => ({ id, items: [], status, error });
      queueMicrotask(() => {
        server.push({ method: "turn/started", params: { threadId: "T", turn: turn("inProgress", null) } });
        if (turns === 1) server.push(told("item/completed", id, { item: message, completedAtMs: 1 }));
        for (const [method, params] of ran) server.push(told(method, id, params));
        server.push({
          method: "turn/completed",
          params: { threadId: "T", turn: turn("failed", overloaded) },
        });
      });
      return { turn: turn("inProgress", null) };
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const failure = await refusal(thread.run("go", { retryOverloaded: { maxAttempts: 3, initialDelayMs: 1 } }));
  expect(failure).toMatchObject({ name: "TurnFailedError", reason: "serverOverloaded" });
  return turns;
}

it("a turn that an overloaded model refused is run again, as often as it may", async () => {
  expect(await runs([])).toBe(3);
});

it.each<[string, readonly [method: string, params: object]]>([
  [
    "the model had begun to answer",
    ["item/started", { item: { type: "agentMessage", id: "a", text: "" }, startedAtMs: 1 }],
  ],
  ["an item was over", ["item/completed", { item: { type: "plan", id: "p", text: "1." }, completedAtMs: 1 }]],
  [
    "tokens were used",
    ["thread/tokenUsage/updated", { tokenUsage: { total: tokens, last: tokens, modelContextWindow: null } }],
  ],
])("it is not run again where %s", async (_, ran) => {
  expect(await runs([ran])).toBe(1);
});
