import { expect, it } from "vitest";

import { OwnTurns } from "../../../src/session/own-turns.js";
import { Subagents } from "../../../src/session/subagents.js";
import { ThreadRecords } from "../../../src/session/thread-records.js";

it.each([
  ["names its root", { rootTurnId: "root" }, true],
  ["is one of somebody else's", { rootTurnId: "other" }, false],
  ["says that it has no root", { rootTurnId: null }, false],
  // Before 0.162.1 no runtime did.
  ["says nothing of roots", {}, true],
])("a subagent's turn that %s", (_, root, isOwn) => {
  const records = new ThreadRecords();
  const own = new OwnTurns(records);
  const subagents = new Subagents(records, own);
  own.named("parent", "root");
  subagents.itemTold("parent", "root", {
    type: "subAgentActivity",
    id: "item",
    kind: "started",
    agentThreadId: "child",
    agentPath: "/child",
  });
  subagents.turnStarted("child", { id: "work", ...root });
  expect(subagents.answersFor("child", "work")).toBe(isOwn);
  expect(subagents.rootOf("child") === "root").toBe(isOwn);
  expect(subagents.turnOf("child")).toBe("work");
});
