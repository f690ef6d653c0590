import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { isApprovalModeNotAppliedError, isTurnFailedError, type ApprovalRequest } from "../../src/index.js";
import { failure, functionCall, gate, message, startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptToolCall } from "../support/approval-kinds.js";
import { nextNotification } from "../support/notifications.js";
import { startReconnecting } from "../support/reconnecting.js";
import { sharing } from "../support/shared-codex.js";
import { startTestServer } from "../support/test-server.js";

const asked: ApprovalRequest[] = [];
const start = sharing(() =>
  startTestCodex({
    onApproval: (request) => {
      asked.push(request);
      return "accept";
    },
  }),
);

const finding = (file: string) => ({
  findings: [
    {
      title: "[P1] Off by one",
      body: "The loop ends early.",
      confidence_score: 0.9,
      priority: 1,
      code_location: { absolute_file_path: file, line_range: { start: 3, end: 4 } },
    },
  ],
  overall_correctness: "patch is incorrect",
  overall_explanation: "One bug.",
  overall_confidence_score: 0.8,
});

const withTools = { config: { mcp_servers: everyKind.mcp_servers } };

const look = { type: "custom", instructions: "Look at the loop" } as const;

it("a review waits for its turn, hands back its text, and is known to the turns after it", async () => {
  await using test = await start();
  const held = gate(message("Done"));
  const file = join(test.home.workspace, "loop.ts");
  test.model.enqueue(held, message(JSON.stringify(finding(file))), message("Mended"));
  const thread = await test.codex.startThread({ approvalMode: "deny_all" });
  const run = thread.run("Write the loop");
  await held.reached;
  const review = thread.review(look);
  const after = thread.run("Mend it");
  await test.codex.rpc.thread.loaded.list({});
  held.release();
  expect((await run).status).toBe("completed");
  const { status, finalResponse, items, usage } = await review;
  expect(status).toBe("completed");
  // As the docs say: it is counted nowhere.
  expect(usage).toBe(null);
  expect(finalResponse).toContain("One bug.");
  expect(finalResponse).toContain(`[P1] Off by one — ${file}:3-4`);
  expect(items).toContainEqual(expect.objectContaining({ type: "exitedReviewMode", review: finalResponse }));
  expect((await after).finalResponse).toBe("Mended");
  const [, reviewer, last] = test.model.requests;
  expect(reviewer?.headers["x-openai-subagent"]).toBe("review");
  expect(JSON.stringify(last?.body.input)).toContain("The loop ends early.");
});

it.each(["ask", "deny_all", "auto_review"] as const)(
  "a review of a thread with %s asks nobody, and is refused what its sandbox forbids",
  async (approvalMode) => {
    await using test = await start();
    asked.length = 0;
    const inside = join(test.home.workspace, approvalMode);
    const outside = join(test.home.outside, approvalMode);
    const escalated = { sandbox_permissions: "require_escalated", justification: "please" };
    test.model.enqueue(message("Hello"));
    const thread = await test.codex.startThread({ approvalMode, sandbox: "workspace_write" });
    await thread.run("Hi", { sandbox: "read_only" });
    test.model.enqueue(
      functionCall("exec_command", { cmd: `touch ${inside}` }),
      functionCall("exec_command", { cmd: `touch ${outside}`, ...escalated }),
      message("Fine"),
    );
    expect((await thread.review(look)).finalResponse).toBe("Fine");
    expect([existsSync(inside), existsSync(outside), asked]).toEqual([false, false, []]);
    expect(thread.settings.approvalMode).toBe(approvalMode);
  },
);

it("tools that a thread would ask about a review runs with full access alone: then it is not started, but under deny_all", async () => {
  await using test = await start();
  const narrow = await test.codex.startThread({ approvalMode: "ask", sandbox: "read_only", ...withTools });
  const refused = scriptToolCall(test);
  await narrow.review(look);
  expect(refused.output()).toContain("requires approval");
  const { length } = test.model.requests;
  const wide = await test.codex.startThread({ approvalMode: "ask", sandbox: "full_access", ...withTools });
  const error: unknown = await wide.review(look).catch((reason: unknown) => reason);
  expect(isApprovalModeNotAppliedError(error) && error.message).toContain("approval mode ask in a review");
  expect(test.model.requests).toHaveLength(length);
  const denying = await test.codex.startThread({
    approvalMode: "deny_all",
    sandbox: "full_access",
    ...withTools,
  });
  const ran = scriptToolCall(test);
  await denying.review(look);
  expect([refused.file.exists, ran.file.exists, asked]).toEqual([false, true, []]);
});

it("a review is not started where its sandbox is not in force, and is once a turn has brought it", async () => {
  await using test = await start();
  test.model.enqueue(message("One"), message("Two"), message("Fine"));
  const source = await test.codex.startThread({ sandbox: "read_only" });
  await source.run("one");
  const sandbox = { mode: "workspace_write", writableRoots: [test.home.outside] } as const;
  const thread = await source.fork({ sandbox });
  const error: unknown = await thread.review(look).catch((reason: unknown) => reason);
  expect(isApprovalModeNotAppliedError(error) && error.message).toContain("run one before the review");
  await thread.run("two");
  expect((await thread.review(look)).finalResponse).toBe("Fine");
});

it("a signal ends a review, on the server too, and the thread can be used further", async () => {
  await using test = await start();
  const held = gate(message("Never"));
  test.model.enqueue(held, message("Said"));
  const controller = new AbortController();
  const thread = await test.codex.startThread();
  const completed = nextNotification(test.codex, "turn/completed");
  const review = thread.review(look, { signal: controller.signal });
  await held.reached;
  controller.abort("enough");
  await expect(review).rejects.toBe("enough");
  expect((await completed).turn.status).toBe("interrupted");
  held.release();
  expect((await thread.run("two")).finalResponse).toBe("Said");
});

it("a review that is given up at once is stopped as soon as it can be, and no other turn", async () => {
  await using test = await start();
  test.model.respond(({ inputText }) => (inputText === "two" ? message("Said") : gate(message("Never"))));
  const controller = new AbortController();
  const thread = await test.codex.startThread();
  const completed = nextNotification(test.codex, "turn/completed");
  const review = thread.review(look, { signal: controller.signal, onSent: () => controller.abort("no") });
  await expect(review).rejects.toBe("no");
  expect((await completed).turn.status).toBe("interrupted");
  expect((await thread.run("two")).finalResponse).toBe("Said");
});

it("a review rejects when it fails, as a run does", async () => {
  await using test = await start();
  test.model.enqueue(failure({ status: 400 }), message("Said"));
  const thread = await test.codex.startThread();
  const error: unknown = await thread.review(look).catch((reason: unknown) => reason);
  expect(isTurnFailedError(error) && error.result.status).toBe("failed");
  expect((await thread.run("two")).finalResponse).toBe("Said");
});

it("closing a thread interrupts its review", async () => {
  await using test = await start();
  const held = gate(message("Never"));
  test.model.enqueue(held);
  const thread = await test.codex.startThread();
  const review = thread.review(look);
  await held.reached;
  await thread.close();
  expect((await review).status).toBe("interrupted");
});

it("a review goes on over a break of the connection, and can be ended after one", async () => {
  await using side = await startReconnecting(startTestServer);
  const [first, second] = [gate(message("Fine")), gate(message("Never"))];
  side.test.model.enqueue(message("Hello"), first, second);
  const thread = await side.codex.startThread({ approvalMode: "deny_all" });
  await thread.run("Hi");
  const cutIn = async (held: { readonly reached: Promise<unknown> }): Promise<void> => {
    await held.reached;
    const back = side.next("connected");
    side.proxy.cut();
    await back;
  };
  const review = thread.review(look);
  await cutIn(first);
  first.release();
  expect(await review).toMatchObject({ status: "completed", finalResponse: "Fine", gap: true });
  const other = thread.review(look);
  await cutIn(second);
  await thread.close();
  expect((await other).status).toBe("interrupted");
});
