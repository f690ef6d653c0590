import { expect, it } from "vitest";

import { isCodexError, isTurnFailedError } from "../../src/index.js";
import {
  failure,
  message,
  startTestCodex,
  streamFailure,
  type FailureOptions,
  type Reply,
} from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

const http = (options: FailureOptions): Reply => failure(options);

it.each<[string, Reply, unknown]>([
  ["an HTTP 500", http({ status: 500 }), "internalServerError"],
  ["an HTTP 429", http({ status: 429 }), { responseTooManyFailedAttempts: { httpStatusCode: 429 } }],
  [
    "a usage limit",
    http({ status: 429, body: { error: { type: "usage_limit_reached", message: "limit" } } }),
    "usageLimitExceeded",
  ],
  ["a full context window", streamFailure({ code: "context_length_exceeded" }), "contextWindowExceeded"],
  ["an overloaded provider", streamFailure({ code: "server_is_overloaded" }), "serverOverloaded"],
])(
  "a turn that fails by %s is thrown by run and told by result(), with the server's own reason",
  async (_, reply, info) => {
    await using test = await start();
    test.model.enqueue(reply);
    const thread = await test.codex.startThread();
    const error: unknown = await thread.run("Hi").catch((reason: unknown) => reason);
    expect(isTurnFailedError(error) && isCodexError(error)).toBe(true);
    expect(error).toMatchObject({
      name: "TurnFailedError",
      result: {
        status: "failed",
        finalResponse: null,
        error: { codexErrorInfo: info },
        items: [{ type: "userMessage" }],
      },
    });
  },
);

it("a failed turn is no throw of runStreamed, and the thread can be used further", async () => {
  await using test = await start();
  test.model.enqueue(failure({ status: 400, body: "no such model" }), message("Better"));
  const thread = await test.codex.startThread();
  const turn = await thread.runStreamed("Hi");
  const result = await turn.result();
  expect(result).toMatchObject({ id: turn.id, status: "failed" });
  expect(result.error?.message).toContain("no such model");
  expect((await thread.run("Again")).finalResponse).toBe("Better");
});
