import { expect, it } from "vitest";

import { Codex, type ApprovalMode } from "../../src/index.js";
import { message, startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { nextNotification } from "../support/notifications.js";

it.each<[ApprovalMode, ApprovalMode, { written: boolean }]>([
  ["deny_all", "ask", { written: true }],
  ["ask", "deny_all", { written: false }],
])("a thread with %s whose turn says %s has that on the next turn too", async (from, to, { written }) => {
  let asked = 0;
  await using test = await startTestCodex({
    onApproval: () => {
      asked += 1;
      return "accept";
    },
  });
  const thread = await test.codex.startThread({ approvalMode: from });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi", { approvalMode: to });
  expect(thread.settings.approvalMode).toBe(to);

  const file = scriptEscalation(test);
  expect((await thread.run("Write it")).status).toBe("completed");
  expect(file.exists).toBe(written);
  expect(asked).toBe(written ? 1 : 0);

  await test.codex.close();
  await using second = await Codex.connect({ runtime: test.runtime });
  expect((await second.resumeThread(thread.id)).settings.approvalMode).toBe(to);
});

it.each([true, false])(
  "the server tells of new settings: %s, as experimentalApi is",
  async (experimentalApi) => {
    await using test = await startTestCodex({ experimentalApi });
    const told: unknown[] = [];
    test.codex.on("thread/settings/updated", ({ threadSettings }) =>
      told.push(threadSettings.approvalPolicy),
    );
    const thread = await test.codex.startThread();
    test.model.enqueue(message("Hello"));
    const completed = nextNotification(test.codex, "turn/completed");
    await thread.run("Hi", { approvalMode: "deny_all", sandbox: "read_only" });
    await completed;
    expect(told).toEqual(experimentalApi ? ["never"] : []);
    expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
  },
);
