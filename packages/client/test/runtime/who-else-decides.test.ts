import { existsSync } from "node:fs";
import { expect, it, vi } from "vitest";

import type { ApprovalEvent, ApprovalMode } from "../../src/index.js";
import { guardianVerdict, message } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { sharingServer } from "../support/shared-codex.js";
import { startSharing, type Sharing } from "../support/sharing.js";
import { startTestServer } from "../support/test-server.js";
import { scriptSubagents } from "../support/subagents.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const serve = sharingServer(() => startTestServer());

/** Who else is concerned by an escalation, in which mode; what holds, and who is told of it. */
interface Row {
  readonly who: "other client" | "subagent";
  readonly mode: ApprovalMode;
  /** Whether what was wanted is done, where whoever decides allows it. */
  readonly done: boolean;
  /** What the result of the turn tells of it. */
  readonly result: string;
  /** What the trail of another client of the server tells of it. */
  readonly otherTrail: string;
}

const handler = "client requested, handler decided, decided";
const reviewer = "reviewer requested, reviewer decided, decided";
const left = "client requested for otherClient, elsewhere for otherClient";

/** The rows of "what else decides" in docs/approvals.md. */
const rows: readonly Row[] = [
  { who: "other client", mode: "auto_review", done: true, result: reviewer, otherTrail: reviewer },
  { who: "other client", mode: "deny_all", done: false, result: "", otherTrail: "" },
  { who: "other client", mode: "ask", done: true, result: handler, otherTrail: left },
  { who: "subagent", mode: "auto_review", done: true, result: reviewer, otherTrail: reviewer },
  { who: "subagent", mode: "deny_all", done: false, result: "", otherTrail: "" },
  { who: "subagent", mode: "ask", done: true, result: handler, otherTrail: left },
];

it.each(rows)("$who, $mode", async (row) => {
  await using sharing = await startSharing(serve);
  expect(await measure(sharing, row)).toEqual(row);
});

async function measure(sharing: Sharing, { who, mode }: Pick<Row, "who" | "mode">): Promise<Row> {
  const { model, home } = sharing;
  const one = await sharing.connect({ onApproval: () => "accept" });
  const two = await sharing.connect({ onApproval: () => "decline" });
  const thread = await one.codex.startThread({ approvalMode: mode, cwd: home.workspace });
  model.guardian.respond(() => guardianVerdict({ outcome: "allow" }));
  let path: string;
  if (who === "subagent") {
    path = scriptSubagents(sharing, thread.id, { generation: "v1" });
  } else {
    model.enqueue(message("Hello"));
    await thread.run("Hi");
    await two.codex.resumeThread(thread.id);
    ({ path } = scriptEscalation(sharing));
  }
  const { approvals } = await thread.run("Write it");
  const result = wordsOf(approvals);
  await vi.waitFor(() => expect(two.trail).toHaveLength(mode === "ask" ? 2 : approvals.length));
  return { who, mode, done: existsSync(path), result, otherTrail: wordsOf(two.trail) };
}

function wordsOf(events: readonly ApprovalEvent[]): string {
  const words = events.map((event) => {
    const what =
      event.type === "requested"
        ? `${event.of} requested`
        : event.type === "decided"
          ? `${event.by} decided`
          : event.how;
    return event.for === undefined ? what : `${what} for ${event.for}`;
  });
  return words.join(", ");
}
