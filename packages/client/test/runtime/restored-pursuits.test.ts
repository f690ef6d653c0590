import { expect, it } from "vitest";

import { Codex, webSocketTransport, type ApprovalDecision } from "../../src/index.js";
import { functionCall, gate, message } from "../../src/testing/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { scriptEscalation } from "../support/escalation.js";
import { startReconnecting, type Reconnecting } from "../support/reconnecting.js";
import { sharingServer } from "../support/shared-codex.js";
import { startTestServer } from "../support/test-server.js";

const serve = sharingServer(() => startTestServer());

/** Breaks the connection, and waits until it is restored. */
async function breakOf({ proxy, next }: Reconnecting) {
  const back = next("connected");
  proxy.cut();
  return back;
}

it("a thread whose goal is pursued is taken up after a break, and the goal's end is heard", async () => {
  await using side = await startReconnecting(serve);
  const { codex, test } = side;
  const idle = await codex.startThread({ approvalMode: "deny_all" });
  test.model.enqueue(message("Hello"));
  await idle.run("Hi");
  const thread = await codex.startThread({ approvalMode: "deny_all" });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  const held = gate(message("One"));
  test.model.enqueue(held, functionCall("update_goal", { status: "complete" }), message("Done"));
  // On a server that others may use, only a handle that asks for nothing can set a goal.
  const goal = await (await codex.resumeThread(thread.id)).goal.set({ objective: "Count" });
  await held.reached;
  expect(await breakOf(side)).toMatchObject({ lostThreads: [], unsubscribedThreads: [idle.id] });
  held.release();
  expect(await goal.ended).toMatchObject({ status: "complete" });
});

it("a thread with an open approval is taken up after a break, and the answer that comes then is taken", async () => {
  const answer = new Deferred<ApprovalDecision>();
  const asked = new Deferred<undefined>();
  await using side = await startReconnecting(serve, {
    onApproval: () => {
      asked.resolve(undefined);
      return answer.promise;
    },
  });
  const { codex, runtime, test } = side;
  const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  // The turn is another client's, whose own handler takes its time: the first answer counts.
  await using other = await Codex.connect({
    transport: webSocketTransport({ url: runtime.address }),
    onApproval: (_, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          resolve("decline");
        });
      }),
  });
  const file = scriptEscalation(test);
  const turn = await (await other.resumeThread(thread.id)).runStreamed("Write it");
  await asked.promise;
  expect(await breakOf(side)).toMatchObject({ lostThreads: [], unsubscribedThreads: [] });
  answer.resolve("accept");
  expect((await turn.result()).status).toBe("completed");
  expect(file.exists).toBe(true);
});
