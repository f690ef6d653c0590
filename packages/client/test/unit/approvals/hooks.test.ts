import { expect, it } from "vitest";

import { Codex, type ApprovalEvent, type ApprovalsMissed } from "../../../src/index.js";
import { samples } from "../../support/approval-requests.js";
import { FakeServer } from "../../support/fake-server.js";

const facts = { threadId: "T", turnId: "U" };

/** A hook has run for an item. */
const ran = (
  itemId: string,
  status = "completed",
  eventName = "permissionRequest",
  sourcePath = "/c:d/config.toml",
) => ({
  method: "hook/completed",
  params: {
    ...facts,
    run: { id: `permission-request:0:${sourcePath}:${itemId}`, eventName, status, sourcePath, entries: [] },
  },
});
const item = (
  step: "started" | "completed",
  id: string,
  status = "completed",
  type = "commandExecution",
) => ({
  method: `item/${step}`,
  params: { ...facts, item: { id, type, status } },
});
const turnEnded = {
  method: "turn/completed",
  params: { threadId: "T", turn: { id: "U", status: "completed" } },
};

/** What the trail has after these messages, in words. */
async function told(...messages: readonly object[]): Promise<readonly string[]> {
  const server = new FakeServer();
  const codex = await Codex.connect({ transport: server });
  const trail = codex.approvals();
  for (const message of messages) server.push(message);
  await codex.close();
  const words: string[] = [];
  for await (const event of trail) words.push(inWords(event));
  return words;
}

function inWords(event: ApprovalEvent | ApprovalsMissed): string {
  if (event.type !== "decided") return event.type;
  const hooks = event.by === "hook" ? ` ${String(event.hooks.length)}` : "";
  return `${event.itemId ?? ""} ${event.allowed ? "allowed" : "denied"} by ${event.by}${hooks}`;
}

it.each([
  ["allows what goes on", [ran("a"), item("started", "a"), item("completed", "a")], ["a allowed by hook 1"]],
  ["allows what fails all the same", [ran("a"), item("completed", "a", "failed")], ["a allowed by hook 1"]],
  [
    "allows what outlives its turn",
    [ran("a"), item("started", "a"), turnEnded, item("completed", "a")],
    ["a allowed by hook 1"],
  ],
  ["is one of several", [ran("a"), ran("a"), item("completed", "a")], ["a allowed by hook 2"]],
  ["denies", [ran("a", "blocked"), item("completed", "a", "declined")], ["a denied by hook 1"]],
  ["denies where another let it pass", [ran("a"), ran("a", "blocked")], ["a denied by hook 1"]],
  ["blocks a tool", [ran("a", "blocked", "preToolUse")], ["a denied by hook 1"]],
  [
    "has no say in a tool's use that it lets pass",
    [ran("a", "completed", "preToolUse"), item("completed", "a")],
    [],
  ],
  ["blocks something else", [ran("a", "blocked", "stop")], []],
  ["failed", [ran("a", "failed"), item("completed", "a")], []],
  ["let pass what was refused", [ran("a"), item("completed", "a", "declined")], ["a denied by policy"]],
  ["let pass what was never begun", [ran("a"), turnEnded], []],
  ["names no item", [ran(""), item("completed", "")], []],
  [
    "is of a thread that is closed",
    [ran("a"), item("started", "a"), { method: "thread/closed", params: { threadId: "T" } }, turnEnded],
    [],
  ],
])("a hook that %s", async (_, messages, words) => {
  expect(await told(...messages)).toEqual(words);
});

it("a hook that has no opinion leaves it to whoever is asked", async () => {
  const { method, params } = samples.command;
  const asked = { id: 7, method, params: { ...params, ...facts, itemId: "a" } };
  const words = await told(ran("a"), item("started", "a"), asked, item("completed", "a"), turnEnded);
  expect(words).not.toContain("a allowed by hook 1");
  expect(words[0]).toBe("requested");
});
