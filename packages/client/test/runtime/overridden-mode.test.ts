import { describe, expect, it } from "vitest";

import { Codex, type ApprovalMode, type Thread } from "../../src/index.js";
import { guardianVerdict, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { sample } from "../support/sample.js";
import { sharing } from "../support/shared-codex.js";
import { startAgain } from "../support/start-again.js";

interface Case {
  readonly from: ApprovalMode;
  readonly to: ApprovalMode;
  /** Who is asked about the escalation. */
  readonly asked: "handler" | "reviewer" | "nobody";
}

const cases: [string, Case][] = [
  ["auto_review → deny_all", { from: "auto_review", to: "deny_all", asked: "nobody" }],
  ["deny_all → ask", { from: "deny_all", to: "ask", asked: "handler" }],
  ["ask → auto_review", { from: "ask", to: "auto_review", asked: "reviewer" }],
];

type Open = (codex: Codex<ApprovalMode>, id: string, mode: ApprovalMode) => Promise<Thread<ApprovalMode>>;
const resume: Open = (codex, id, approvalMode) => codex.resumeThread(id, { approvalMode });
const fork: Open = (codex, id, approvalMode) => codex.forkThread(id, { approvalMode });
const forkOfHandle: Open = async (codex, id, approvalMode) =>
  (await codex.resumeThread(id)).fork({ approvalMode });

let handled = 0;
const onApproval = () => {
  handled += 1;
  return "accept" as const;
};
const start = sharing(() => startTestCodex({ onApproval }));

const coldly: readonly [string, Open, typeof cases][] = [
  ["resume", resume, sample(cases, 1)],
  ["fork", fork, sample(cases)],
];

/** A new process, and a thread for each way and each case in which one is opened there. */
const startCold = sharing(async () =>
  startAgain(
    await startTestCodex({ onApproval }),
    async (test) => {
      const ids = new Map<string, string>();
      for (const [way, , given] of coldly)
        for (const [name, { from }] of given) ids.set(`${way}, ${name}`, (await storedThread(test, from)).id);
      return ids;
    },
    (runtime) => Codex.connect({ runtime, onApproval }),
  ),
);

/** Opens a loaded thread that was started with `from` with `to`, runs an escalation through it, and tells who was asked. */
async function opened(given: Case, open: Open): Promise<void> {
  await using test = await start();
  const { id } = await storedThread(test, given.from);
  await expectAsked(test, await open(test.codex, id, given.to), given);
}

async function expectAsked(
  test: TestCodex<ApprovalMode>,
  thread: Thread<ApprovalMode>,
  { to, asked }: Case,
): Promise<void> {
  for (const turn of ["first", "second"]) {
    const file = scriptEscalation(test);
    test.model.guardian.enqueue(guardianVerdict({ outcome: "allow" }));
    const before = { handled, reviewed: test.model.guardian.requests.length };
    expect((await thread.run(`Write it, ${turn}`)).status).toBe("completed");
    expect({
      turn,
      exists: file.exists,
      handled: handled - before.handled,
      reviewed: test.model.guardian.requests.length - before.reviewed,
    }).toEqual({
      turn,
      exists: asked !== "nobody",
      handled: asked === "handler" ? 1 : 0,
      reviewed: asked === "reviewer" ? 1 : 0,
    });
  }
  expect(thread.settings.approvalMode).toBe(to);
}

async function storedThread(test: TestCodex<ApprovalMode>, approvalMode: ApprovalMode) {
  const thread = await test.codex.startThread({ approvalMode });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  return thread;
}

describe("a mode on the resume of a loaded thread, which the runtime ignores, holds for the turns that follow", () => {
  it.each(sample(cases))("%s", (_, given) => opened(given, resume));
});

describe("a mode on a fork holds", () => {
  it.each(sample(cases))("%s", (_, given) => opened(given, fork));
});

describe("a mode on the fork of a handle holds", () => {
  it.each(sample(cases, 1))("%s", (_, given) => opened(given, forkOfHandle));
});

describe.each(coldly)("a mode on a %s in a new process holds", (way, open, given) => {
  it.each(given)("%s", async (name, one) => {
    await using test = await startCold();
    const id = test.stored.get(`${way}, ${name}`) ?? "";
    await expectAsked(test, await open(test.codex, id, one.to), one);
  });
});
